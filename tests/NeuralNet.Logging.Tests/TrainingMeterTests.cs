using System.Diagnostics.Metrics;

namespace NeuralNet.Logging.Tests;

/// <summary>What a listener, such as OpenTelemetry, is told of a training.</summary>
public sealed class TrainingMeterTests
{
    private static readonly Dataset<double> _data = ThreeClasses(samples: 50);

    [Fact]
    public void Steps_epochs_scores_rate_and_the_reason_to_stop_are_told()
    {
        using var meter = new Meter("steps");
        using var heard = new Listener(meter);
        var training = new TrainingMeter(meter);
        Trainer<double> trainer = NewTrainer(training, epochs: 3);

        TrainingResult result = trainer.Fit(_data);
        training.Report(result);

        EpochRecord last = result.History[^1];
        heard.Sum("neuralnet.training.steps").Should().Be(result.Steps).And.BeGreaterThan(3);
        heard.Sum("neuralnet.training.epochs").Should().Be(3);
        heard.Last("neuralnet.training.loss", "data=training").Should().Be(last.Training.Loss);
        heard.Last("neuralnet.training.loss", "data=validation").Should().Be(last.Validation!.Value.Loss);
        heard.Last("neuralnet.training.accuracy", "data=validation").Should().Be(last.Validation!.Value.Accuracy);
        heard.Last("neuralnet.training.mean_absolute_error", "data=training").Should().Be(last.Training.MeanAbsoluteError);
        heard.Last("neuralnet.training.learning_rate", "").Should().Be(0.001);
        heard.Sum("neuralnet.training.runs", "stop_reason=EpochsReached").Should().Be(1);
        heard.Count("neuralnet.training.epoch.duration").Should().Be(2, "nobody says when the first epoch began");
    }

    [Fact]
    public void A_second_Fit_counts_on_and_the_time_between_two_is_that_of_no_epoch()
    {
        using var meter = new Meter("second");
        using var heard = new Listener(meter);
        var training = new TrainingMeter(meter);
        Trainer<double> trainer = NewTrainer(training, epochs: 3);

        TrainingResult first = trainer.Fit(_data);
        training.Report(first);
        TrainingResult second = trainer.Fit(_data);
        training.Report(second);
        TrainingResult other = NewTrainer(training, epochs: 1).Fit(_data);

        heard.Sum("neuralnet.training.steps").Should().Be(first.Steps + second.Steps + other.Steps);
        heard.Sum("neuralnet.training.epochs").Should().Be(7);
        heard.Count("neuralnet.training.epoch.duration").Should().Be(4);
        heard.Sum("neuralnet.training.runs").Should().Be(2);
    }

    [Fact]
    public void Of_a_run_that_is_taken_up_only_the_steps_made_here_are_counted()
    {
        using var meter = new Meter("taken up");
        using var heard = new Listener(meter);
        var training = new TrainingMeter(meter);

        foreach (int epoch in new[] { 51, 52, 53 })
            training.Report(Record(epoch, step: 4L * epoch));

        heard.Sum("neuralnet.training.steps").Should().Be(12);
    }

    [Fact]
    public void Findings_are_counted_by_code_and_severity()
    {
        using var meter = new Meter("findings");
        using var heard = new Listener(meter);
        var finding = new Finding { Code = FindingCode.DeadUnits, Severity = Severity.Warning, Observation = "o", Cause = "c", Remedy = "r" };

        new TrainingMeter(meter).Report(Record(1, 4) with { Findings = [finding, finding] });

        heard.Sum("neuralnet.training.findings", "code=DeadUnits", "severity=Warning").Should().Be(2);
    }

    [Fact]
    public void Scores_that_are_not_finite_are_not_told()
    {
        using var meter = new Meter("not finite");
        using var heard = new Listener(meter);

        new TrainingMeter(meter).Report(new EpochRecord(1, 4, 0.1, new Scores(double.NaN, double.PositiveInfinity, null), null));

        heard.Count("neuralnet.training.loss").Should().Be(0);
        heard.Count("neuralnet.training.mean_absolute_error").Should().Be(0);
    }

    [Fact]
    public void Telling_of_an_epoch_allocates_nothing_heard_or_not()
    {
        using var meter = new Meter("allocation");
        var training = new TrainingMeter(meter);
        EpochRecord[] records = [.. Enumerable.Range(1, 2000).Select(epoch => Record(epoch, epoch) with { Validation = new Scores(1, 2, 0.5) })];

        Allocated(records.AsSpan(0, 1000)).Should().Be(0);
        double sum = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => sum += value);
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => sum += value);
        listener.Start();
        Allocated(records.AsSpan(1000)).Should().Be(0);
        sum.Should().BePositive();

        long Allocated(ReadOnlySpan<EpochRecord> some)
        {
            training.Report(some[0]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 1; i < some.Length; i++)
                training.Report(some[i]);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Several_are_told_in_their_order_and_null_is_named()
    {
        var order = new List<string>();

        new ProgressToAll(new Receiver(() => order.Add("first")), new Receiver(() => order.Add("second"))).Report(default);

        order.Should().Equal("first", "second");
        ((Action)(() => new ProgressToAll(new Receiver(() => { }), null!))).Should().Throw<ArgumentNullException>().WithMessage("'receivers'[1] is null.*");
        ((Action)(() => new TrainingMeter(null!))).Should().Throw<ArgumentNullException>();
    }

    private static Dataset<double> ThreeClasses(int samples)
    {
        var random = new RandomStream(seed: 3);
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % 3)];
        Matrix<double> x = Matrix<double>.Build.Dense(samples, 2, (i, j) => Math.Sin(labels[i] * 2 + j) + 0.3 * random.NextNormal());
        return new Dataset<double>(x, labels, classes: 3);
    }

    private static Trainer<double> NewTrainer(IProgress<EpochRecord> progress, int epochs) => new(
        Network.WithInputs<double>(_data.X.ColumnCount).Dense(_data.Y.ColumnCount).Softmax().Build(seed: 1),
        new SoftmaxCrossEntropy<double>(),
        new TrainingOptions { Progress = progress, Epochs = epochs, ValidationFraction = 0.25 });

    private static EpochRecord Record(int epoch, long step) => new(epoch, step, 0.1, new Scores(0.5, 0.25, 0.75), null);

    private sealed class Receiver(Action report) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => report();
    }

    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, string[] Tags, double Value)> _heard = [];

        public Listener(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        public double Sum(string name, params string[] tags) => Values(name, tags).Sum();

        public double Last(string name, string tag) => Values(name, tag.Length == 0 ? [] : [tag]).Last();

        public int Count(string name) => Values(name, []).Count();

        private IEnumerable<double> Values(string name, string[] tags)
            => _heard.Where(value => value.Name == name && tags.All(value.Tags.Contains)).Select(value => value.Value);

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new List<string>();
            foreach (KeyValuePair<string, object?> tag in tags)
                text.Add($"{tag.Key}={tag.Value}");
            _heard.Add((instrument.Name, [.. text], value));
        }
    }
}
