using SkiaSharp;

namespace NeuralNet.Plots.Tests;

public sealed class LearningCurvesTests
{
    [Fact]
    public void The_best_and_the_last_epoch_are_marked_and_the_scores_of_the_last_written()
    {
        List<string> words = Picture.OfLearningCurves(Some.History).Words();

        words.Should().Contain(["Loss at epoch 3: training 0.4, validation 0.7", "Accuracy at epoch 3: training 90.00 %, validation 60.00 %", "best: epoch 2",
            "last epoch, epoch 3"]);
        words.Should().Contain(["training", "validation", "loss", "accuracy, %", "epoch"]);
    }

    [Fact]
    public void Restored_weights_and_the_reason_to_stop_are_written()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(40, 1, (i, _) => i % 2);
        var network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 0.4 },
            Epochs = 500,
            ValidationFraction = 0.25,
            EarlyStopping = new EarlyStopping(Patience: 2) { MinimumImprovement = 1e-3 },
        };
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, x);

        List<string> words = Picture.OfLearningCurves(result).Words();

        result.StopReason.Should().Be(StopReason.NoImprovement);
        words.Should().ContainSingle(word => word.StartsWith($"Loss at epoch {result.RestoredEpoch}: ", StringComparison.Ordinal),
            "the network has the weights of that epoch");
        words.Should().Contain([$"best: epoch {result.RestoredEpoch}, its weights restored", $"stop: NoImprovement, epoch {result.History[^1].Epoch}"]);
    }

    [Fact]
    public void Without_validation_data_there_is_no_second_curve_and_the_best_training_loss_is_marked()
    {
        Picture picture = Picture.OfLearningCurves([Some.Epoch(1, loss: 0.5), Some.Epoch(2, loss: 0.3), Some.Epoch(3, loss: 0.35)]);

        picture.Words().Should().Contain("best: epoch 2").And.NotContain(word => word.Contains("validation"));
        using SKBitmap pixels = picture.Pixels();
        pixels.Count(Reading.Blue).Should().BePositive();
        pixels.Count(Reading.Vermillion, tolerance: 20).Should().Be(0);
    }

    [Fact]
    public void Without_an_accuracy_the_mean_absolute_error_is_drawn()
        => Picture.OfLearningCurves([Some.Epoch(1, loss: 0.5), Some.Epoch(2, loss: 0.3)]).Words().Should()
            .Contain(["Mean absolute error at epoch 2: training 0.25", "mean absolute error"]);

    [Fact]
    public void A_loss_that_falls_by_decades_has_a_logarithmic_axis()
    {
        List<string> words = Picture.OfLearningCurves([Some.Epoch(1, loss: 2), Some.Epoch(2, loss: 0.02), Some.Epoch(3, loss: 0.0005)]).Words();

        words.Should().Contain(["loss, logarithmic", "1", "0.1", "0.01", "0.001"]);
    }

    [Fact]
    public void Epochs_whose_loss_is_not_finite_are_left_out()
    {
        Picture picture = Picture.OfLearningCurves([Some.Epoch(1, loss: 0.5), Some.Epoch(2, loss: double.NaN), Some.Epoch(3, loss: double.PositiveInfinity)]);

        picture.Words().Should().Contain(["best: epoch 1", "last epoch, epoch 3"]);
    }

    [Fact]
    public void A_single_epoch_is_drawn_as_a_dot()
    {
        using SKBitmap pixels = Picture.OfLearningCurves([Some.Epoch(7, loss: 0.5)]).Pixels();

        pixels.Count(Reading.Blue).Should().BeGreaterThan(20);
    }

    [Fact]
    public void No_epoch_or_none_with_a_finite_loss_is_an_error_that_says_so()
    {
        Action empty = () => Picture.OfLearningCurves([]);
        Action diverged = () => Picture.OfLearningCurves([Some.Epoch(1, loss: double.NaN)]);

        empty.Should().Throw<ArgumentException>().WithMessage("'history' has no epochs, so there is no curve to draw.*");
        diverged.Should().Throw<ArgumentException>().WithMessage("'history' has no epoch whose training loss is finite, so there is no curve to draw.*");
    }
}
