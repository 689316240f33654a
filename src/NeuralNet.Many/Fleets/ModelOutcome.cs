namespace NeuralNet.Many;

/// <summary>How it ended for one model.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Fingerprint">
/// What stands for data and definition: the same for the same ones. Empty where the data could not be loaded.
/// </param>
public sealed record ModelOutcome(ModelStatus Status, string Fingerprint)
{
    /// <summary>Why training stopped; null where it never began.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The same in a sentence, or what went wrong.</summary>
    public string Message { get; init; } = "";

    /// <summary>Updates made.</summary>
    public long Steps { get; init; }

    /// <summary>The loss on all training samples with the weights that were kept; null if it is not known.</summary>
    public double? Loss { get; init; }

    /// <summary>What looked wrong, each once.</summary>
    public IReadOnlyList<FindingCode> Findings { get; init; } = [];

    /// <summary>Whether each target is the same for all samples, so that there is nothing to learn.</summary>
    public bool AreTargetsConstant { get; init; }

    /// <summary>The model's file, as <see cref="Network{T}.Save(Stream)"/> writes it; null if there is none.</summary>
    public byte[]? Model { get; init; }
}

/// <summary>What became of a model.</summary>
public enum ModelStatus
{
    /// <summary>It was trained and is in the file.</summary>
    Trained,

    /// <summary>
    /// Data and definition are as they were: the model in the file is the one that training would give.
    /// </summary>
    Kept,

    /// <summary>
    /// Something was thrown, or training diverged. A model of an earlier run is still in the file.
    /// </summary>
    Failed,

    /// <summary>
    /// The run was cancelled or its time was over before. A model of an earlier run is still in the file.
    /// </summary>
    NotReached,
}
