namespace NeuralNet.Many.Searches;

/// <summary>
/// Where trials that go on leave their checkpoints: beside the journal, so that they outlive the process, or among the
/// system's temporary files where there is no journal.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private readonly bool _isTemporary;

    public CheckpointFolder(SearchOptions options)
    {
        if (options.Method is not (SuccessiveHalving or Hyperband) || options.Runner is not null)
            return;
        _isTemporary = options.Journal is null;
        Path = _isTemporary
            ? Directory.CreateTempSubdirectory("neuralnet-search-").FullName
            : Directory.CreateDirectory($"{options.Journal}.checkpoints").FullName;
    }

    /// <summary>Null where the method needs none.</summary>
    public string? Path { get; }

    /// <summary>The search is done.</summary>
    public void Clear()
    {
        if (Path is not null && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    public void Dispose()
    {
        if (_isTemporary)
            Clear();
    }
}
