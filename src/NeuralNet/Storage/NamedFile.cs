namespace NeuralNet;

/// <summary>Files that are read by their path: what is wrong with one is said with its name.</summary>
internal static class NamedFile
{
    /// <exception cref="InvalidDataException">What <paramref name="read"/> found wrong, with the name of the
    /// file.</exception>
    public static TResult Read<TResult>(string path, Func<Stream, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // Windows lets a file that is being read be replaced if its reader agrees.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Named(path, () => read(stream));
    }

    /// <inheritdoc cref="Read"/>
    public static TResult Named<TResult>(string path, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' cannot be loaded: {e.Message}", e);
        }
    }
}
