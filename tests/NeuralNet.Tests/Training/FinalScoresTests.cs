namespace NeuralNet.Tests;

/// <summary>
/// The final scores are those of the weights that the network has when Fit returns, however it ended.
/// </summary>
public sealed class FinalScoresTests
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 300);
    private static readonly Dataset<double> _validation = Some.Regression<double>(samples: 40, seed: 9);
    private static readonly TrainingOptions _options = new() { Optimizer = new Sgd { LearningRate = 0.05 }, BatchSize = 20, Epochs = 6 };

    public static TheoryData<string> Ends => ["epochs", "steps within an epoch", "no improvement", "a criterion", "a threshold", "a threshold that "
        + "was not met", "cancelled", "one batch"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void They_are_what_Evaluate_says_of_the_network_afterwards(string end)
    {
        using var source = new CancellationTokenSource();
        TrainingOptions options = end switch
        {
            "steps within an epoch" => _options with { Steps = 20 },
            "no improvement" => _options with { Epochs = 100, EarlyStopping = new EarlyStopping(2) { MinimumImprovement = 0.05 } },
            "a criterion" => _options with { StopCriteria = [new AfterTwo()] },
            "a threshold" => _options with { StopWhenLossBelow = 0.35, Epochs = 1000 },
            "a threshold that was not met" => _options with { StopWhenLossBelow = 1e-9 },
            "one batch" => _options with { BatchSize = 300 },
            _ => _options,
        };
        if (end == "cancelled")
            source.Cancel();
        var trainer = new Trainer<double>(Network.WithInputs<double>(2).Dense(6).Tanh().Dropout(0.2).Dense(1).Build(seed: 1),
            new MeanSquaredError<double>(), options);

        TrainingResult result = trainer.Fit(_data, _validation, source.Token);

        result.FinalScores.Should().Be(trainer.Evaluate(_data));
    }

    [Fact]
    public void A_loss_that_refuses_other_numbers_of_samples_than_it_is_trained_on_costs_nothing_but_the_scores()
    {
        Loss<double> loss = Loss.FromFunction<double>((predictions, targets) => predictions.RowCount == 20
            ? ((predictions - targets).L2Norm(), predictions - targets)
            : throw new ArgumentException("20 rows, please"));

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(1).Build(seed: 1), loss, _options).Fit(_data);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.History.Should().HaveCount(6);
        result.FinalScores.Should().BeNull();
    }

    [Fact]
    public void A_loss_of_ones_own_is_asked_in_training_alone_when_diagnostics_are_off()
    {
        int asked = 0;
        Loss<double> loss = Loss.FromFunction<double>((predictions, targets) =>
        {
            asked++;
            return ((predictions - targets).L2Norm(), predictions - targets);
        });

        TrainingResult result = new Trainer<double>(
            Network.WithInputs<double>(2).Dense(1).Build(seed: 1), loss, _options with { Diagnostics = Diagnostics.Off }).Fit(_data);

        asked.Should().Be((int)result.Steps);
        result.FinalScores.Should().BeNull();
    }

    [Fact]
    public void Evaluate_takes_matrices_and_labels_like_a_data_set()
    {
        Dataset<double> classes = Some.Classification<double>(samples: 30);
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        var trainer = new Trainer<double>(network, new SoftmaxCrossEntropy<double>());

        Scores expected = trainer.Evaluate(classes);

        trainer.Evaluate(classes.X, classes.Y).Should().Be(expected);
        trainer.Evaluate(classes.X, classes.ToLabels()).Should().Be(expected);
        trainer.Invoking(t => t.Evaluate(classes.X, [0, 1])).Should().Throw<ArgumentException>().WithMessage("*'x' has 30 rows, but 'labels' has 2*");
        trainer.Invoking(t => t.Evaluate(classes.X, classes.X)).Should().Throw<ArgumentException>().WithMessage("*3 outputs, but 'y' has 2 columns*");
    }

    private sealed record AfterTwo : StopCriterion
    {
        public override string? ReasonToStop(TrainingHistory history) => history.Count == 2 ? "two are enough" : null;
    }
}
