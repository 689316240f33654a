using System.Globalization;

namespace NeuralNet.Many;

/// <summary>Numbers in messages and tables, the same in every culture.</summary>
internal static class Text
{
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>With a comma after each thousand: 2,000.</summary>
    public static string Grouped(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Seconds up to two minutes, then minutes, then hours.</summary>
    public static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h"),
    };

    /// <summary>Text of a file or a message in one line of at most so many characters.</summary>
    public static string Shortened(string text, int length = 160)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= length ? line : $"{line[..(length - 3)]}...";
    }
}
