using System.Globalization;

namespace NeuralNet.Csv;

/// <summary>Which delimiter a text was perhaps written with.</summary>
internal static class Delimiters
{
    private const string Usual = ",;\t|";

    /// <summary>A sentence about a first line: another delimiter that occurs in it more often, or nothing.</summary>
    public static string HintOf(HeaderLine header, char delimiter)
    {
        char likely = Usual.Where(character => character != delimiter).MaxBy(Count);
        if (header.Names.Length == 1 && Count(likely) == 0 && delimiter != ' ')
            likely = ' ';
        int used = header.Names.Length - 1;
        return Count(likely) > used ? Sentence(likely, $"the first line has {Count(likely)} of these and {used} of {Name(delimiter)}") : "";

        int Count(char character) => header.Text.Count(c => c == character);
    }

    /// <summary>
    /// A sentence about a field that is no number: a delimiter that parts it into numbers, or nothing.
    /// </summary>
    public static string HintOf(string field, char delimiter, CultureInfo culture)
    {
        foreach (char character in Usual + ' ')
        {
            string[] parts = field.Split(character, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (character != delimiter && parts.Length > 1 && parts.All(part => double.TryParse(part, NumberStyles.Float, culture, out _)))
                return Sentence(character, $"the field is {parts.Length} numbers between {Name(character)}");
        }

        return "";
    }

    private static string Sentence(char likely, string why) => $" '{nameof(CsvOptions.Delimiter)}' is perhaps to be {Name(likely)}: {why}.";

    private static string Name(char delimiter) => delimiter == '\t' ? "'\\t'" : $"'{delimiter}'";
}
