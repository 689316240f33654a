using System.Globalization;
using System.Text;

namespace NeuralNet.Tabular;

/// <summary>A table as it prints itself: its columns, not its rows.</summary>
internal static class TableText
{
    private const int MostLevels = 4;

    public static string Of(Table table)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{table.Count:N0} rows, {table.Columns.Count} columns");
        int name = Math.Min(30, Math.Max(6, table.Columns.Max(column => column.Name.Length)));
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"{"column".PadRight(name)}  kind      {"range",-44}  gaps");
        foreach (TableColumn column in table.Columns)
        {
            string gaps = column.Gaps == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * column.Gaps / column.Count:0.0} %");
            string line = $"{column.Name.PadRight(name)}  {column.Kind.ToString().ToLowerInvariant(),-8}  {Range(column),-44}  {gaps,-6}";
            text.AppendLine().Append($"{line}  {column.Remark}".TrimEnd());
        }

        return text.ToString();
    }

    /// <summary>Lowest, median and highest, or the most frequent levels.</summary>
    public static string Range(TableColumn column)
    {
        double[] values = [.. column.Values.ToArray().Where(value => !double.IsNaN(value)).Order()];
        if (values.Length == 0)
            return "";
        if (column.Kind == ColumnKind.Number)
            return $"{Number(values[0])} … {Number(values[values.Length / 2])} … {Number(values[^1])} {column.Unit}".TrimEnd();
        if (column.Kind == ColumnKind.Date)
            return $"{Days.Text(values[0])} … {Days.Text(values[^1])}";
        (double Level, int Count)[] counts = [.. values.CountBy(value => value).OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value))];
        IEnumerable<string> shown = counts.Take(MostLevels)
            .Select(pair => string.Create(CultureInfo.InvariantCulture,
                $"{Shortened(column.Levels[(int)pair.Level])} {100.0 * pair.Count / values.Length:0} %"));
        string rest = counts.Length > MostLevels ? $", … ({counts.Length})" : "";
        return column.Kind == ColumnKind.Text ? $"{counts.Length} different" : Shortened(string.Join(", ", shown), 44 - rest.Length) + rest;
    }

    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Shortened(string text, int most = 16) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
