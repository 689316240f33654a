using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>Names in sentences.</summary>
internal static class Names
{
    private const int Most = 10;

    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>An infinity in words that are the same in every culture.</summary>
    public static string Infinite(double value) => value > 0 ? "infinity" : "-infinity";

    public static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(Most).Select(name => $"'{name}'")) + (all.Length > Most ? $", … ({all.Length})" : "");
    }
}
