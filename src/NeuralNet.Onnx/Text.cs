using System.Globalization;

namespace NeuralNet.Onnx;

/// <summary>
/// Parts of messages, the same in every culture. What comes from a file is cut to a length that can be read.
/// </summary>
internal static class Text
{
    private const int LongestName = 80;

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Shape(IEnumerable<int> sizes) => Shape(sizes.Select(size => (long)size));

    public static string Shape(IEnumerable<long> sizes)
    {
        string[] first = [.. sizes.Take(9).Select(Of)];
        return $"[{string.Join(", ", first.Take(8))}{(first.Length > 8 ? ", ..." : "")}]";
    }

    public static string Name(string name)
    {
        string shown = name.Length <= LongestName ? name : name[..LongestName] + "...";
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }

    public static string Names(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(9).Select(Name)];
        return first.Length == 0 ? "none" : string.Join(", ", first.Take(8)) + (first.Length > 8 ? ", ..." : "");
    }
}
