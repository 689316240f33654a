using System.Diagnostics;

namespace NeuralNet.Many.Fleets;

/// <summary>
/// Appends models to the file of a fleet. What was handed over survives the end of the process at once, and a failure
/// of power a second later.
/// </summary>
internal sealed class FleetWriter : IDisposable
{
    private static readonly TimeSpan _flushEvery = TimeSpan.FromSeconds(1);

    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly Dictionary<string, FleetEntry> _entries;
    private readonly FleetRecord _record = new();
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private Task _flush = Task.CompletedTask;
    private long _end;

    public FleetWriter(string path)
    {
        _lock = Lock(path);
        _file = null!;
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (_file.Length == 0)
                _file.Write(FleetFile.Head());
            (_entries, _end) = FleetFile.Read(_file);
            _file.SetLength(_end);
            _file.Position = _end;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyDictionary<string, FleetEntry> Entries => _entries;

    /// <param name="key">The key.</param>
    /// <param name="outcome">How training ended, without the model.</param>
    /// <param name="model">The model.</param>
    public void Append(string key, ModelOutcome outcome, byte[] model)
    {
        FleetEntry entry = _record.Fill(new FleetEntry(key, outcome, model.Length, Fingerprint.Checksum(model), Offset: 0), model, _end);
        _file.Write(_record.Bytes);
        _end += _record.Bytes.Length;
        _entries[key] = entry;
        if (_sinceFlush.Elapsed < _flushEvery || !_flush.IsCompleted)
            return;

        // A disk takes longer than a training.
        _flush.GetAwaiter().GetResult();
        _flush = Task.Run(() => RandomAccess.FlushToDisk(_file.SafeFileHandle));
        _sinceFlush.Restart();
    }

    /// <summary>Writes the index, so that the file opens without being read in full.</summary>
    public void Finish()
    {
        _flush.GetAwaiter().GetResult();
        _file.Flush(flushToDisk: true);
        WriteIndex(_file, _entries.Values, _end);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Whether newer models have replaced most of what the file holds.</summary>
    public bool IsMostlyReplaced => _entries.Values.Sum(entry => (long)entry.Length) < _end / 3;

    /// <summary>
    /// Writes the file anew with the newest model of each key alone; who reads the old one may go on.
    /// </summary>
    public void Compact(string path) => AtomicFile.Write(path, stream =>
    {
        stream.Write(FleetFile.Head());
        long end = 8;
        var moved = new List<FleetEntry>(_entries.Count);
        foreach (FleetEntry entry in _entries.Values)
        {
            FleetEntry placed = _record.Fill(entry, FleetFile.Model(_file, entry), end);
            stream.Write(_record.Bytes);
            end += _record.Bytes.Length;
            moved.Add(placed);
        }

        WriteIndex(stream, moved, end);
    });

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// Keeps a second writer away, and no reader: on Unix a lock of the file itself would keep both. It ends with the
    /// process, however that ends.
    /// </summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (DirectoryNotFoundException)
        {
            throw;
        }
        catch (IOException e)
        {
            throw new IOException($"'{path}' cannot be written: another run writes it. ({e.Message})", e);
        }
    }

    private void WriteIndex(Stream stream, IEnumerable<FleetEntry> entries, long start)
    {
        _record.FillIndex(entries);
        stream.Write([.. _record.Bytes, .. FleetFile.Trailer(start)]);
    }
}
