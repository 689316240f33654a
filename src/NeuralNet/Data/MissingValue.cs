using System.Globalization;

namespace NeuralNet;

/// <summary>Where a feature has no value.</summary>
/// <param name="Row">The sample, from 0.</param>
/// <param name="Column">The feature, from 0.</param>
/// <param name="Name">The name of the feature; null if it has none.</param>
public readonly record struct MissingValue(int Row, int Column, string? Name)
{
    /// <summary>Row and column, with the name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"row {Row}, column {Column}{(Name is null ? "" : $" ({Name})")}");
}
