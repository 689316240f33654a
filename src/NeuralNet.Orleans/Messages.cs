namespace NeuralNet.Orleans;

/// <summary>
/// Samples on their way to a silo: the elements of both matrices column by column, as bytes, and names.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.Samples")]
internal sealed record SamplesMessage(
    [property: Id(0)] int Rows, [property: Id(1)] int Inputs, [property: Id(2)] int Outputs, [property: Id(3)] ReadOnlyMemory<byte> X,
    [property: Id(4)] ReadOnlyMemory<byte> Y,
    [property: Id(5)] double[]? Weights, [property: Id(6)] string[]? FeatureNames, [property: Id(7)] string[]? TargetNames,
    [property: Id(8)] string[]? ClassNames);

/// <summary>
/// A model to be trained by a recipe that the silo has under its name. The ticket stands for this piece of work;
/// samples are missing where the caller asks once more.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.ModelRequest")]
internal sealed record ModelRequest(
    [property: Id(0)] Guid Ticket, [property: Id(1)] string Recipe, [property: Id(2)] string Key, [property: Id(3)] int Seed,
    [property: Id(4)] string? Known, [property: Id(5)] SamplesMessage? Samples);

/// <summary>
/// A trial to be made for an objective that the silo has under its name, with data of that fingerprint.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.TrialRequest")]
internal sealed record TrialRequest(
    [property: Id(0)] Guid Ticket, [property: Id(1)] string Objective, [property: Id(2)] string Data, [property: Id(3)] int Trial,
    [property: Id(4)] string Settings, [property: Id(5)] int Seed, [property: Id(6)] int? Epochs);

/// <summary>How a model ended.</summary>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.ModelReply")]
internal sealed record ModelReply(
    [property: Id(0)] int Status, [property: Id(1)] string Fingerprint, [property: Id(2)] int? StopReason, [property: Id(3)] string Message,
    [property: Id(4)] long Steps, [property: Id(5)] double? Loss, [property: Id(6)] int[] Findings, [property: Id(7)] bool AreTargetsConstant,
    [property: Id(8)] byte[]? Model);

/// <summary>How a trial ended, or stands.</summary>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.TrialReply")]
internal sealed record TrialReply(
    [property: Id(0)] double? Score, [property: Id(1)] int? StopReason, [property: Id(2)] string Message, [property: Id(3)] int Epochs,
    [property: Id(4)] long Steps, [property: Id(5)] int[] Findings, [property: Id(6)] TimeSpan Elapsed, [property: Id(7)] byte[][] Models);

/// <summary>How a piece of work stands on a silo.</summary>
/// <param name="Stage">Whether it is going on.</param>
/// <param name="Silo">The silo.</param>
/// <param name="Epochs">Epochs whose checkpoint is stored.</param>
/// <param name="Reply">How it ended; null unless it is done.</param>
[GenerateSerializer]
[Immutable]
[Alias("NeuralNet.Standing`1")]
internal sealed record Standing<TReply>(
    [property: Id(0)] Stage Stage, [property: Id(1)] string Silo, [property: Id(2)] int Epochs, [property: Id(3)] TReply? Reply);

internal enum Stage
{
    /// <summary>The silo knows nothing of it: it has taken it over from a lost one, or is about to stop.</summary>
    Unknown,
    Going,
    Done,
}
