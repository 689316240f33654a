using System.Globalization;

namespace NeuralNet.Tests;

public sealed class HistoryTests
{
    private static readonly Dataset<double> _classes = Some.Classification<double>(samples: 30);

    [Fact]
    public void A_record_holds_number_steps_rate_and_scores_of_its_epoch()
    {
        Trainer<double> trainer = Trainer(new TrainingOptions { Optimizer = new Sgd { LearningRate = new StepDecay(0.1, 0.5, 1) }, BatchSize = 8, Epochs = 3 });

        TrainingHistory history = trainer.Fit(_classes, _classes.Subset([0, 1, 2])).History;

        history.Select(record => record.Epoch).Should().Equal(1, 2, 3);
        history.Select(record => record.Step).Should().Equal(4, 8, 12);
        history.Select(record => record.LearningRate).Should().Equal(0.1, 0.05, 0.025);
        history[^1].Validation.Should().Be(trainer.Evaluate(_classes.Subset([0, 1, 2])));
        history.Should().HaveCount(3).And.OnlyContain(record => record.Training.Accuracy.HasValue);
    }

    [Fact]
    public void Training_scores_are_taken_before_each_update()
    {
        Trainer<double> trainer = Trainer(new TrainingOptions { BatchSize = 30, Epochs = 1 });
        Scores before = trainer.Evaluate(_classes);

        EpochRecord record = trainer.Fit(_classes).History[0];

        record.Training.Loss.Should().BeApproximately(before.Loss, 1e-14);
        record.Training.Accuracy.Should().Be(before.Accuracy);
        record.Training.MeanAbsoluteError.Should().BeApproximately(before.MeanAbsoluteError, 1e-14);
        record.Validation.Should().BeNull();
    }

    [Fact]
    public void Scores_are_the_metrics_of_the_predictions()
    {
        Trainer<double> trainer = Trainer(new TrainingOptions { Epochs = 5 });
        trainer.Fit(_classes);

        Scores scores = trainer.Evaluate(_classes);

        scores.Accuracy.Should().Be(Metrics.Accuracy(trainer.Network.Classify(_classes.X), Labels.FromPredictions(_classes.Y)));
        scores.MeanAbsoluteError.Should().BeApproximately(Metrics.MeanAbsoluteError(trainer.Network.Predict(_classes.X), _classes.Y), 1e-15);
    }

    [Fact]
    public void A_network_that_ends_in_logits_is_scored_by_the_probabilities_of_its_loss()
    {
        Network<double> probabilities = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        var logits = new Network<double>(2, [probabilities.Layers[0].Copy()]);

        Scores expected = new Trainer<double>(probabilities, new SoftmaxCrossEntropy<double>()).Evaluate(_classes);
        Scores scores = new Trainer<double>(logits, new SoftmaxCrossEntropy<double>()).Evaluate(_classes);

        scores.Should().Be(expected);
    }

    [Fact]
    public void Targets_other_than_classes_have_no_accuracy()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);

        Scores scores = new Trainer<double>(network, new MeanSquaredError<double>()).Evaluate(Some.Regression<double>(samples: 5));

        scores.Accuracy.Should().BeNull();
    }

    [Fact]
    public void An_epoch_that_a_limit_of_steps_cuts_short_is_recorded()
    {
        Trainer<double> trainer = Trainer(new TrainingOptions { BatchSize = 8, Steps = 6 });

        TrainingHistory history = trainer.Fit(_classes).History;

        history.Select(record => (record.Epoch, record.Step)).Should().Equal((1, 4), (2, 6));
    }

    [Fact]
    public void Progress_is_told_of_every_record_on_the_training_thread()
    {
        var told = new List<(int Thread, EpochRecord Record)>();
        Trainer<double> trainer = Trainer(new TrainingOptions
        {
            Epochs = 3,
            Progress = new Listener(record => told.Add((Environment.CurrentManagedThreadId, record))),
        });

        TrainingResult result = trainer.Fit(_classes);

        told.Select(entry => entry.Record).Should().Equal(result.History);
        told.Should().OnlyContain(entry => entry.Thread == Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Validation_data_are_split_off_by_class_and_not_trained_on()
    {
        var seen = new HashSet<double>();
        Loss<double> recording = Loss.FromFunction<double>((predictions, targets) =>
        {
            seen.Add(predictions.RowCount);
            return (1, predictions.Clone());
        });
        Trainer<double> trainer = Trainer(new TrainingOptions { ValidationFraction = 0.2, Epochs = 1, BatchSize = 100, Seed = 3 });
        DataSplit<double> split = DataSplit<double>.Random(_classes, 0.2, seed: 3);

        EpochRecord record = trainer.Fit(_classes).History[0];
        new Trainer<double>(trainer.Network.Clone(), recording, trainer.Options).Fit(_classes);

        Labels.FromPredictions(split.Held.Y).GroupBy(label => label).Select(group => group.Count()).Should().Equal(2, 2, 2);
        record.Validation.Should().Be(trainer.Evaluate(split.Held));
        seen.Should().BeEquivalentTo([24, 6]);
    }

    [Fact]
    public void A_result_prints_why_it_stopped_and_the_first_and_last_epoch()
    {
        Trainer<double> trainer = Trainer(new TrainingOptions { Epochs = 3, Diagnostics = Diagnostics.Off });

        TrainingResult result = trainer.Fit(_classes);

        string[] lines = result.ToString().Split(Environment.NewLine);
        lines[0].Should().Be("EpochsReached: all 3 epochs are done.");
        lines[1].Should().StartWith("3 steps, 3 epochs, ");
        lines.Should().Contain(result.History[0].ToString()).And.Contain(result.History[2].ToString());
        result.History[0].ToString().Should().Contain(string.Create(CultureInfo.InvariantCulture, $"loss {result.History[0].Training.Loss:F5}"));
    }

    [Fact]
    public void A_huge_loss_is_printed_with_six_digits()
    {
        var record = new EpochRecord(1, 1, 0.1, new Scores(95372546589.56744, 3, null), new Scores(99999.5, 3, null));

        record.ToString().Should().Contain("  loss 9.53725E+10  mean").And.Contain("validation loss 99999.50000  mean");
    }

    private static Trainer<double> Trainer(TrainingOptions options)
        => new(Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<double>(), options);

    private sealed class Listener(Action<EpochRecord> action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action(value);
    }
}
