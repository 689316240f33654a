using System.Globalization;
using Microsoft.Extensions.Logging;
using NeuralNet.Tests;

namespace NeuralNet.Logging.Tests;

[Collection("Console")]
public sealed class TrainingLogTests
{
    private static readonly Scores _some = new(0.5, 0.25, 0.75);
    private static readonly Finding _finding = new()
    {
        Code = FindingCode.DeadUnits,
        Severity = Severity.Warning,
        Layer = 2,
        LayerName = "ReLU",
        Epoch = 1,
        Observation = "Seen.",
        Cause = "Why.",
        Remedy = "Try.",
    };

    [Fact]
    public void Every_epoch_and_the_reason_to_stop_are_written_with_their_numbers()
    {
        var logger = new Recorder();
        var log = new TrainingLog(logger);
        Matrix<double> x = Matrix<double>.Build.Dense(40, 1, (i, _) => i % 2);
        var trainer = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Sigmoid().Build(seed: 1), new BinaryCrossEntropy<double>(),
            new TrainingOptions { Epochs = 3, Progress = log });

        TrainingResult result = trainer.Fit(x, x);
        log.Report(result);

        logger.Entries.Where(entry => entry.Event.Name == "Epoch").Select(entry => entry.Values["Epoch"]).Should().Equal(1, 2, 3);
        logger.Entries.First(entry => entry.Event.Name == "Epoch").Values["Loss"].Should().Be(result.History[0].Training.Loss);
        Entry last = logger.Entries[^1];
        (last.Level, last.Event.Name, last.Values["StopReason"], last.Values["Steps"]).Should()
            .Be((LogLevel.Information, "Stopped", StopReason.EpochsReached, result.Steps));
        last.Message.Should().StartWith($"EpochsReached: {result.StopMessage} 6 steps, 3 epochs, ");
    }

    [Theory]
    [InlineData(true, true, "Epoch 7, step 28: loss 0.5, accuracy 0.75, validation loss 0.5, accuracy 0.75, learning rate 0.001")]
    [InlineData(true, false, "Epoch 7, step 28: loss 0.5, accuracy 0.75, learning rate 0.001")]
    [InlineData(false, true, "Epoch 7, step 28: loss 0.5, mean absolute error 0.25, validation loss 0.5, mean absolute error 0.25, learning rate 0.001")]
    [InlineData(false, false, "Epoch 7, step 28: loss 0.5, mean absolute error 0.25, learning rate 0.001")]
    public void An_epoch_is_a_sentence_in_every_culture(bool hasAccuracy, bool hasValidation, string message)
    {
        var logger = new Recorder();
        Scores scores = hasAccuracy ? _some : _some with { Accuracy = null };
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            new TrainingLog(logger).Report(new EpochRecord(7, 28, 0.001, scores, hasValidation ? scores : null));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        logger.Entries.Should().ContainSingle().Which.Message.Should().Be(message);
    }

    [Theory]
    [InlineData(Severity.Information, LogLevel.Information)]
    [InlineData(Severity.Warning, LogLevel.Warning)]
    [InlineData(Severity.Error, LogLevel.Error)]
    public void A_finding_has_the_level_of_its_severity(Severity severity, LogLevel level)
    {
        var logger = new Recorder();

        new TrainingLog(logger) { EpochLevel = LogLevel.Trace }.Report(new EpochRecord(1, 4, 0.1, _some, null)
        {
            Findings = [_finding with { Severity = severity }],
        });

        Entry entry = logger.Entries[^1];
        (entry.Level, entry.Event.Name, entry.Values["Finding"], entry.Values["Layer"]).Should().Be((level, "Finding", FindingCode.DeadUnits, "ReLU"));
        entry.Message.Should().Be("DeadUnits in ReLU, epoch 1. Seen. Why. Try.");
    }

    [Fact]
    public void A_finding_that_was_written_in_its_epoch_is_not_written_again_at_the_end_but_one_of_the_end_is()
    {
        var logger = new Recorder();
        var log = new TrainingLog(logger);
        Matrix<double> x = Matrix<double>.Build.Dense(8, 1, (i, _) => i % 2);
        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Build(seed: 1), new MeanSquaredError<double>(),
            new TrainingOptions { Epochs = 1 }).Fit(x, x);

        log.Report(new EpochRecord(1, 4, 0.1, _some, null) { Findings = [_finding] });
        log.Report(result with { Findings = [_finding, _finding with { Layer = null, LayerName = null, Epoch = 3 }] });

        logger.Entries.Where(entry => entry.Event.Name == "Finding").Select(entry => entry.Message).Should()
            .Equal("DeadUnits in ReLU, epoch 1. Seen. Why. Try.", "DeadUnits in the run, epoch 3. Seen. Why. Try.");
    }

    [Fact]
    public void A_run_that_diverges_is_an_error()
    {
        var logger = new Recorder();
        var log = new TrainingLog(logger);
        Matrix<double> x = Matrix<double>.Build.Dense(8, 1, (i, _) => 100 * i);
        var trainer = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Build(seed: 1), new MeanSquaredError<double>(), new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 1e9 },
            Progress = log,
        });

        log.Report(trainer.Fit(x, x));

        logger.Entries[^1].Level.Should().Be(LogLevel.Error);
        logger.Entries[^1].Message.Should().StartWith("Diverged: ");
    }

    [Fact]
    public void An_epoch_that_nobody_wants_to_read_allocates_nothing()
    {
        var log = new TrainingLog(new Recorder { Lowest = LogLevel.Warning });
        var record = new EpochRecord(1, 4, 0.1, _some, _some);
        log.Report(record);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            log.Report(record);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void The_listing_of_the_readme_compiles_and_runs_and_links_to_nothing_that_only_the_repository_has()
    {
        (string code, _) = ReadmeListings.Of("README.md").Should().ContainSingle().Subject;

        ReadmeListings.Run(code).Should().NotBeNull();
        ReadmeListings.Text("README.md").Should().NotMatchRegex(@"\]\((?!https://)");
    }

    private sealed record Entry(LogLevel Level, EventId Event, string Message, IReadOnlyDictionary<string, object?> Values);

    private sealed class Recorder : ILogger
    {
        public LogLevel Lowest { get; init; } = LogLevel.Trace;

        public List<Entry> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Lowest;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Entries.Add(new Entry(logLevel, eventId, formatter(state, exception),
                ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => pair.Value)));
    }
}
