using System.Globalization;

namespace NeuralNet;

/// <summary>Numbers as findings write them.</summary>
internal static class Phrase
{
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Four digits are enough to see the point.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (100 * share).ToString(share is > 0 and < 0.01 ? "G2" : "0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Such as <c>column 3</c>, <c>columns 0 and 2</c>, or <c>columns 0, 1, 2, 3 and 12 others</c>.</summary>
    public static string Columns(IReadOnlyList<int> columns) => Listed("column", columns);

    /// <summary>The same with the name of one, such as <c>column 3 (pH)</c>, or of the first of several.</summary>
    public static string Named(ColumnFacts[] columns, IReadOnlyList<int> indices)
    {
        string text = Columns(indices);
        string[] names = [.. indices.Take(3).Select(j => columns[j].Name).OfType<string>()];
        return names.Length == 0 ? text : $"{text} ({string.Join(", ", names)}{(indices.Count > names.Length ? ", ..." : "")})";
    }

    public static string Units(IReadOnlyList<int> units) => Listed("unit", units);

    private static string Listed(string name, IReadOnlyList<int> numbers)
    {
        if (numbers.Count == 1)
            return $"{name} {Check.Text(numbers[0])}";
        int named = numbers.Count <= 5 ? numbers.Count - 1 : 4;
        string last = numbers.Count <= 5 ? Check.Text(numbers[^1]) : $"{Check.Text(numbers.Count - named)} others";
        return $"{name}s {string.Join(", ", numbers.Take(named).Select(Check.Text))} and {last}";
    }
}
