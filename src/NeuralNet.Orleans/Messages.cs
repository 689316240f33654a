namespace NeuralNet.Orleans;

/// <summary>Samples on their way to a silo: the elements of both matrices column by column, as bytes, and names.</summary>
[GenerateSerializer]
[Alias("NeuralNet.Samples")]
internal sealed record SamplesMessage(
    [property: Id(0)] int Rows, [property: Id(1)] int Inputs, [property: Id(2)] int Outputs, [property: Id(3)] byte[] X, [property: Id(4)] byte[] Y,
    [property: Id(5)] double[]? Weights, [property: Id(6)] string[]? FeatureNames, [property: Id(7)] string[]? TargetNames,
    [property: Id(8)] string[]? ClassNames);

/// <summary>A model to be trained by a recipe that the silo has under its name.</summary>
[GenerateSerializer]
[Alias("NeuralNet.ModelRequest")]
internal sealed record ModelRequest(
    [property: Id(0)] string Recipe, [property: Id(1)] string Key, [property: Id(2)] int Seed, [property: Id(3)] string? Known,
    [property: Id(4)] SamplesMessage Samples);

/// <summary>A trial to be made for an objective that the silo has under its name.</summary>
[GenerateSerializer]
[Alias("NeuralNet.TrialRequest")]
internal sealed record TrialRequest(
    [property: Id(0)] string Objective, [property: Id(1)] int Trial, [property: Id(2)] string Settings, [property: Id(3)] int Seed,
    [property: Id(4)] int? Epochs);

/// <summary>How a model ended.</summary>
[GenerateSerializer]
[Alias("NeuralNet.ModelReply")]
internal sealed record ModelReply(
    [property: Id(0)] int Status, [property: Id(1)] string Fingerprint, [property: Id(2)] int? StopReason, [property: Id(3)] string Message,
    [property: Id(4)] long Steps, [property: Id(5)] double? Loss, [property: Id(6)] int[] Findings, [property: Id(7)] bool AreTargetsConstant,
    [property: Id(8)] byte[]? Model);

/// <summary>How a trial ended, or stands.</summary>
[GenerateSerializer]
[Alias("NeuralNet.TrialReply")]
internal sealed record TrialReply(
    [property: Id(0)] double? Score, [property: Id(1)] int? StopReason, [property: Id(2)] string Message, [property: Id(3)] int Epochs,
    [property: Id(4)] long Steps, [property: Id(5)] int[] Findings, [property: Id(6)] TimeSpan Elapsed, [property: Id(7)] byte[][] Models);
