using System.Diagnostics;
using System.Globalization;
using NeuralNet;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>How far training is, how fast, and how long it will still take.</summary>
/// <param name="samples">Training samples.</param>
/// <param name="batchSize">Samples in a minibatch.</param>
/// <param name="epochs">Epochs to be trained at most.</param>
internal sealed class ProgressMeter(int samples, int batchSize, int epochs)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly int _stepsPerEpoch = (samples - 1) / batchSize + 1;
    private Mark _older;
    private Mark _newer;

    // Read by the thread that draws while the training thread replaces it.
    private volatile Reading? _last;

    /// <summary>Whether the time taken is shown in place of the time left.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The time until the last reading.</summary>
    public TimeSpan Elapsed => _last?.Elapsed ?? TimeSpan.Zero;

    /// <summary>The part of all updates that is done, 0 to 1.</summary>
    public double Share => _last is null ? 0 : _last.EpochsDone / epochs;

    /// <summary>Samples per second in the last seconds, validation included, and the time left at that speed.</summary>
    public string Pace => _last is { } last ? $"{Speed(last.EpochsPerSecond * samples)}  {Time(last)}" : "";

    /// <summary>Epoch, loss, validation score, pace.</summary>
    public string Status => _last is { } last
        ? Invariant($"{last.Record.Epoch}/{epochs}  loss {last.Record.Training.Loss:G4}  {Validation(last.Record)}{Pace}")
        : Invariant($"0/{epochs}");

    /// <summary>Takes in the record of an epoch.</summary>
    public void Read(EpochRecord record)
    {
        var now = new Mark((double)record.Step / _stepsPerEpoch, Stopwatch.GetElapsedTime(_started));
        _last = new Reading(record, now.EpochsDone, now.Elapsed, (now.EpochsDone - _older.EpochsDone) / (now.Elapsed - _older.Elapsed).TotalSeconds);
        if ((now.Elapsed - _newer.Elapsed).TotalSeconds >= 1)
            (_older, _newer) = (_newer, now);
    }

    private static string Validation(EpochRecord record) => record.Validation switch
    {
        null => "",
        { Accuracy: { } accuracy } => Invariant($"validation {100 * accuracy:F2} %  "),
        { Loss: var loss } => Invariant($"validation loss {loss:G4}  "),
    };

    private static string Speed(double samplesPerSecond)
        => samplesPerSecond < 10_000 ? Invariant($"{samplesPerSecond:F0} samples/s") : Invariant($"{samplesPerSecond / 1000:F0}k samples/s");

    private string Time(Reading last)
    {
        if (HasEnded)
            return "in " + Clock(last.Elapsed);
        TimeSpan end = last.Elapsed + TimeSpan.FromSeconds(Math.Max(0, epochs - last.EpochsDone) / last.EpochsPerSecond);
        TimeSpan left = end - Stopwatch.GetElapsedTime(_started);
        return Clock(left > TimeSpan.Zero ? left : TimeSpan.Zero) + " left";
    }

    private static string Clock(TimeSpan time) => Invariant($"{(int)time.TotalMinutes}:{time.Seconds:D2}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Mark(double EpochsDone, TimeSpan Elapsed);

    private sealed record Reading(EpochRecord Record, double EpochsDone, TimeSpan Elapsed, double EpochsPerSecond);
}

/// <summary>The meter's line beside the bar.</summary>
internal sealed class ProgressMeterColumn(ProgressMeter meter) : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(meter.Status);
}
