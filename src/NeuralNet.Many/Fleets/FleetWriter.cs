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
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
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

    public void Append(string key, ModelOutcome outcome)
    {
        byte[] model = outcome.Model!;
        var entry = new FleetEntry(key, outcome with { Model = null }, model.Length, Fingerprint.Checksum(model), Offset: 0);

        (entry, byte[] bytes) = Placed(entry, _end);
        byte[] all = [.. FleetFile.Record(bytes), .. model];
        _file.Write(all);
        _end += all.Length;
        _entries[key] = entry;
        if (_sinceFlush.Elapsed < _flushEvery)
            return;
        _file.Flush(flushToDisk: true);
        _sinceFlush.Restart();
    }

    /// <summary>Writes the index, so that the file opens without being read in full.</summary>
    public void Finish()
    {
        _file.Flush(flushToDisk: true);
        _file.Write([.. FleetFile.Record(FleetFile.Index(_entries.Values)), .. FleetFile.Trailer(_end)]);
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
            (FleetEntry placed, byte[] bytes) = Placed(entry, end);
            stream.Write(FleetFile.Record(bytes));
            stream.Write(FleetFile.Model(_file, entry));
            end = placed.Offset + placed.Length;
            moved.Add(placed);
        }

        stream.Write(FleetFile.Record(FleetFile.Index(moved)));
        stream.Write(FleetFile.Trailer(end));
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

    /// <summary>
    /// The entry of a record that begins there. It says where its model begins, behind the entry itself, whose length
    /// depends on the digits of that.
    /// </summary>
    private static (FleetEntry Entry, byte[] Bytes) Placed(FleetEntry entry, long recordStart)
    {
        while (true)
        {
            byte[] bytes = entry.ToBytes();
            long start = recordStart + FleetFile.RecordHead + bytes.Length;
            if (entry.Offset == start)
                return (entry, bytes);
            entry = entry with { Offset = start };
        }
    }
}
