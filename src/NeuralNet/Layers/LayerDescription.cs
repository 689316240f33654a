using System.Globalization;

namespace NeuralNet;

/// <summary>What a model file says of a layer.</summary>
/// <param name="Kind">The name under which the layer is made again on loading, such as <c>Dense</c>.</param>
public sealed record LayerDescription(string Kind)
{
    /// <summary>The settings by name, such as <c>units</c>; all are numbers.</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    /// <summary>A setting that must be there.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <exception cref="InvalidDataException">There is no such setting.</exception>
    public double this[string name] => Settings.TryGetValue(name, out double value)
        ? value
        : throw new InvalidDataException($"The description of a layer of kind '{Kind}' lacks the setting '{name}'.");

    /// <summary>The kind, followed by the settings in brackets.</summary>
    public override string ToString() => Settings.Count == 0
        ? Kind
        : $"{Kind} ({string.Join(", ", Settings.Select(s => $"{s.Key} {s.Value.ToString(CultureInfo.InvariantCulture)}"))})";
}
