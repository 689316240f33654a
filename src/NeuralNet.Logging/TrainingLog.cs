using Microsoft.Extensions.Logging;

namespace NeuralNet.Logging;

/// <summary>
/// Writes a training to the log of an application: each epoch, what was found wrong as soon as it is found, and why
/// training stopped.
/// </summary>
/// <remarks>
/// Findings have the level of their severity. A training that diverged is an error, every other reason to stop is
/// information. Numbers and names are parts of the message that a log can be searched by. An epoch whose level is
/// switched off costs no allocation.
/// </remarks>
/// <param name="logger">Where to write.</param>
/// <example><code>
/// var log = new TrainingLog(logger);
/// var trainer = new Trainer&lt;float&gt;(network, loss, new TrainingOptions { Progress = log });
/// log.Report(trainer.Fit(x, y));
/// </code></example>
public sealed partial class TrainingLog(ILogger logger) : IProgress<EpochRecord>
{
    private readonly ILogger _logger = logger ?? throw new ArgumentNullException(nameof(logger));
    private readonly HashSet<(FindingCode Code, int? Layer, int Epoch)> _written = [];

    /// <summary>The level of an epoch; <see cref="LogLevel.Information"/> unless set.</summary>
    public LogLevel EpochLevel { get; init; } = LogLevel.Information;

    /// <summary>
    /// Writes an epoch and its findings. Called by a training whose <see cref="TrainingOptions.Progress"/> this is.
    /// </summary>
    /// <param name="value">The epoch.</param>
    public void Report(EpochRecord value)
    {
        if (_logger.IsEnabled(EpochLevel))
            WriteEpoch(value);
        foreach (Finding finding in value.Findings)
            Write(finding);
    }

    /// <summary>Writes why a training stopped, and the findings of its end.</summary>
    /// <param name="result">What Fit returned.</param>
    public void Report(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (Finding finding in result.Findings)
            Write(finding);
        LogLevel level = result.StopReason == StopReason.Diverged ? LogLevel.Error : LogLevel.Information;
        Stopped(_logger, level, result.StopReason, result.StopMessage, result.Steps, result.History.Count, result.Elapsed.TotalSeconds);
        _written.Clear();
    }

    private void WriteEpoch(EpochRecord record)
    {
        Scores training = record.Training;
        if (record.Validation is { } validation)
        {
            if (training.Accuracy is { } accuracy && validation.Accuracy is { } validationAccuracy)
                EpochWithAccuracies(_logger, EpochLevel, record.Epoch, record.Step, training.Loss, accuracy, validation.Loss, validationAccuracy,
                    record.LearningRate);
            else
                EpochWithErrors(_logger, EpochLevel, record.Epoch, record.Step, training.Loss, training.MeanAbsoluteError, validation.Loss,
                    validation.MeanAbsoluteError, record.LearningRate);
        }
        else if (training.Accuracy is { } accuracy)
        {
            EpochWithAccuracy(_logger, EpochLevel, record.Epoch, record.Step, training.Loss, accuracy, record.LearningRate);
        }
        else
        {
            EpochWithError(_logger, EpochLevel, record.Epoch, record.Step, training.Loss, training.MeanAbsoluteError, record.LearningRate);
        }
    }

    private void Write(Finding finding)
    {
        if (!_written.Add((finding.Code, finding.Layer, finding.Epoch)))
            return;
        LogLevel level = finding.Severity switch
        {
            Severity.Error => LogLevel.Error,
            Severity.Warning => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        Found(_logger, level, finding.Code, finding.Epoch, finding.LayerName ?? "the run", finding.Observation, finding.Cause, finding.Remedy);
    }

    [LoggerMessage(EventId = 1, EventName = "Epoch", Message = "Epoch {Epoch}, step {Step}: loss {Loss}, accuracy {Accuracy}, learning rate {LearningRate}")]
    private static partial void EpochWithAccuracy(ILogger logger, LogLevel level, int epoch, long step, double loss, double accuracy, double learningRate);

    [LoggerMessage(EventId = 2, EventName = "EpochWithValidation",
        Message = "Epoch {Epoch}, step {Step}: loss {Loss}, accuracy {Accuracy}, validation loss {ValidationLoss}, "
            + "accuracy {ValidationAccuracy}, learning rate {LearningRate}")]
    private static partial void EpochWithAccuracies(ILogger logger, LogLevel level, int epoch, long step, double loss, double accuracy,
        double validationLoss, double validationAccuracy, double learningRate);

    [LoggerMessage(EventId = 3, EventName = "EpochOfRegression",
        Message = "Epoch {Epoch}, step {Step}: loss {Loss}, mean absolute error {MeanAbsoluteError}, "
            + "learning rate {LearningRate}")]
    private static partial void EpochWithError(ILogger logger, LogLevel level, int epoch, long step, double loss, double meanAbsoluteError,
        double learningRate);

    [LoggerMessage(EventId = 4, EventName = "EpochOfRegressionWithValidation",
        Message = "Epoch {Epoch}, step {Step}: loss {Loss}, mean absolute error {MeanAbsoluteError}, "
            + "validation loss {ValidationLoss}, mean absolute error {ValidationMeanAbsoluteError}, learning rate {LearningRate}")]
    private static partial void EpochWithErrors(ILogger logger, LogLevel level, int epoch, long step, double loss, double meanAbsoluteError,
        double validationLoss, double validationMeanAbsoluteError, double learningRate);

    [LoggerMessage(EventId = 5, EventName = "Finding", Message = "{Finding} in {Layer}, epoch {Epoch}. {Observation} {Cause} {Remedy}")]
    private static partial void Found(ILogger logger, LogLevel level, FindingCode finding, int epoch, string layer, string observation, string cause,
        string remedy);

    [LoggerMessage(EventId = 6, EventName = "Stopped", Message = "{StopReason}: {StopMessage} {Steps} steps, {Epochs} epochs, {Seconds} s")]
    private static partial void Stopped(ILogger logger, LogLevel level, StopReason stopReason, string stopMessage, long steps, int epochs, double seconds);
}
