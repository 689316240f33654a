using System.Numerics;
using NeuralNet.Many.Fleets;

namespace NeuralNet.Many;

/// <summary>Many small models in one file, each found by its key and loaded when it is asked for.</summary>
/// <remarks>
/// It is what the file held when it was opened: models that are trained while it is open are seen by those who open the
/// file again. All members may be used by many threads at once.
/// </remarks>
/// <typeparam name="T">The precision the models were trained in.</typeparam>
public sealed class Fleet<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FileStream _file;
    private readonly Dictionary<string, FleetEntry> _entries;
    private readonly KnownTypes<T>? _knownTypes;

    internal Fleet(string path, KnownTypes<T>? knownTypes)
    {
        _knownTypes = knownTypes;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            (_entries, _) = FleetFile.Read(_file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The keys of all models, in no particular order.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>Whether there is a model of the key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>How the training of a model ended.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is no model of the key.</exception>
    public ModelOutcome OutcomeOf(string key) => Entry(key).Outcome;

    /// <summary>
    /// Reads one model, and no other; keep it, or what its <see cref="Network{T}.ToFrozen"/> gives, for further
    /// predictions.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">There is no model of the key.</exception>
    /// <exception cref="InvalidDataException">
    /// The model is damaged, holds the other precision, or names an unknown kind of layer.
    /// </exception>
    public Network<T> Load(string key)
    {
        using var stream = new MemoryStream(FleetFile.Model(_file, Entry(key)));
        try
        {
            return Network.Load(stream, _knownTypes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The model '{Text.Shortened(key)}' in '{_file.Name}' cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>Closes the file. Models that were loaded stay.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>How many models there are, and where.</summary>
    public override string ToString() => $"{Text.Grouped(_entries.Count)} models in '{_file.Name}'";

    private FleetEntry Entry(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _entries.TryGetValue(key, out FleetEntry? entry)
            ? entry
            : throw new KeyNotFoundException($"There is no model '{Text.Shortened(key)}' among the {Text.Grouped(_entries.Count)} in '{_file.Name}'.");
    }
}
