namespace NeuralNet;

/// <summary>
/// Writes checkpoints while training goes on, from which <see cref="Trainer{T}.Restore(string)"/> goes on as if it had
/// never been interrupted, to the bit.
/// </summary>
/// <remarks>
/// One is written every <see cref="EveryEpochs"/> epochs, and when training is cancelled or its time limit is over,
/// within an epoch, too. Each replaces the one before once it is complete on the disk, so a program that is killed
/// while it writes leaves the last one whole. The file is in the safetensors format and can also be read as a model,
/// with the weights of that moment: <see cref="Network.Load{T}(string, KnownTypes{T}?)"/>.
/// </remarks>
/// <param name="Path">The file, in a directory that exists. While it is written, one whose name begins like its own and
/// ends with <c>.tmp</c> lies beside it.</param>
public sealed record CheckpointOptions(string Path)
{
    /// <summary>
    /// How many epochs lie between two checkpoints, at least 1. Each is flushed to the disk: where an epoch takes less
    /// time than that, choose a larger number.
    /// </summary>
    public int EveryEpochs { get; init; } = 1;

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
            throw new ArgumentException($"'{nameof(Path)}' of the checkpoint is empty, but the name of a file was expected.", nameof(Path));
        Check.Count(EveryEpochs, nameof(EveryEpochs), "epoch");
    }

    /// <summary>Found out before training, not after the first hours of it.</summary>
    internal void CheckPlace()
    {
        string directory = System.IO.Path.GetDirectoryName(LinkTarget.Of(Path)) ?? "";
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"The checkpoint is to be written to '{Path}', but there is no directory '{directory}'.");
        if (Directory.Exists(Path))
            throw new IOException($"The checkpoint is to be written to '{Path}', but that is a directory.");
    }
}
