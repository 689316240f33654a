using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NeuralNet.Logging;

/// <summary>
/// Numbers of a training for OpenTelemetry, <c>dotnet-counters</c> and whatever else listens to <see cref="Meter"/>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>neuralnet.training.steps</c></term><description>Updates made, a counter.</description></item>
/// <item><term><c>neuralnet.training.epochs</c></term><description>Epochs ended, a counter.</description></item>
/// <item><term><c>neuralnet.training.epoch.duration</c></term><description>Seconds between the ends of two epochs, a
/// histogram. The first epoch has none, since nobody says when it began.</description></item>
/// <item><term><c>neuralnet.training.loss</c>, <c>.mean_absolute_error</c>, <c>.accuracy</c></term><description>Scores
/// of the last epoch as far as they are finite, gauges; <c>data</c> is <c>training</c> or
/// <c>validation</c>.</description></item>
/// <item><term><c>neuralnet.training.learning_rate</c></term><description>The rate of its last update, a
/// gauge.</description></item>
/// <item><term><c>neuralnet.training.findings</c></term><description>Findings by <c>code</c> and <c>severity</c>, a
/// counter.</description></item>
/// <item><term><c>neuralnet.training.runs</c></term><description>Calls of Fit that ended, by <c>stop_reason</c>, a
/// counter.</description></item>
/// </list>
/// Reporting an epoch without findings allocates nothing. Give trainings that run at a time meters of their own, with
/// tags that tell them apart.
/// </remarks>
/// <example><code>
/// using var meter = new Meter("NeuralNet");
/// var training = new TrainingMeter(meter);
/// var trainer = new Trainer&lt;float&gt;(network, loss, new TrainingOptions { Progress = training });
/// training.Report(trainer.Fit(x, y));
/// </code></example>
public sealed class TrainingMeter : IProgress<EpochRecord>
{
    private static readonly KeyValuePair<string, object?> _training = new("data", "training");
    private static readonly KeyValuePair<string, object?> _validation = new("data", "validation");

    private readonly Counter<long> _steps;
    private readonly Counter<long> _epochs;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _duration;
    private readonly Gauge<double> _loss;
    private readonly Gauge<double> _error;
    private readonly Gauge<double> _accuracy;
    private readonly Gauge<double> _rate;
    private (int Epoch, long Step) _last;
    private long _lastEnd;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meter">What they belong to, of any name and with any tags; it is not disposed of.</param>
    public TrainingMeter(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _steps = meter.CreateCounter<long>("neuralnet.training.steps", "{step}", "Updates made.");
        _epochs = meter.CreateCounter<long>("neuralnet.training.epochs", "{epoch}", "Epochs ended.");
        _findings = meter.CreateCounter<long>("neuralnet.training.findings", "{finding}", "Findings, by code and severity.");
        _runs = meter.CreateCounter<long>("neuralnet.training.runs", "{run}", "Trainings that ended, by the reason to stop.");
        _duration = meter.CreateHistogram<double>("neuralnet.training.epoch.duration", "s", "Time between the ends of two epochs.");
        _loss = meter.CreateGauge<double>("neuralnet.training.loss", "1", "The loss of the last epoch.");
        _error = meter.CreateGauge<double>("neuralnet.training.mean_absolute_error", "1", "The mean absolute error of the last epoch.");
        _accuracy = meter.CreateGauge<double>("neuralnet.training.accuracy", "1", "The share of right answers in the last epoch.");
        _rate = meter.CreateGauge<double>("neuralnet.training.learning_rate", "1", "The rate of the last update.");
    }

    /// <summary>Counts an epoch. Called by a training whose <see cref="TrainingOptions.Progress"/> this is.</summary>
    /// <param name="value">The epoch.</param>
    public void Report(EpochRecord value)
    {
        long now = Stopwatch.GetTimestamp();
        bool follows = value.Epoch > 1 && _last.Epoch > 0 && value.Epoch >= _last.Epoch && value.Step >= _last.Step;

        // The epochs before a run was taken up from a checkpoint are not those of this program: the first one here
        // counts as their mean.
        _steps.Add(follows ? value.Step - _last.Step : value.Step / Math.Max(1, value.Epoch));
        _epochs.Add(1);
        if (_lastEnd != 0)
            _duration.Record(Stopwatch.GetElapsedTime(_lastEnd, now).TotalSeconds);
        Record(value.Training, _training);
        if (value.Validation is { } validation)
            Record(validation, _validation);
        _rate.Record(value.LearningRate);
        for (int i = 0; i < value.Findings.Count; i++)
        {
            Finding finding = value.Findings[i];
            _findings.Add(1, new("code", finding.Code.ToString()), new("severity", finding.Severity.ToString()));
        }

        (_last, _lastEnd) = ((value.Epoch, value.Step), now);
    }

    /// <summary>
    /// Counts a run, and ends the time of its epochs, so that what lies between two calls of Fit is not taken for an
    /// epoch.
    /// </summary>
    /// <param name="result">What Fit returned.</param>
    public void Report(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _runs.Add(1, new KeyValuePair<string, object?>("stop_reason", result.StopReason.ToString()));
        _lastEnd = 0;
    }

    private void Record(Scores scores, KeyValuePair<string, object?> data)
    {
        if (double.IsFinite(scores.Loss))
            _loss.Record(scores.Loss, data);
        if (double.IsFinite(scores.MeanAbsoluteError))
            _error.Record(scores.MeanAbsoluteError, data);
        if (scores.Accuracy is { } accuracy)
            _accuracy.Record(accuracy, data);
    }
}
