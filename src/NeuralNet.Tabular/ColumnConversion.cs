using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>A column as one of another kind, because its user knows better than what was inferred.</summary>
internal static class ColumnConversion
{
    /// <exception cref="ArgumentException">A value cannot be of this kind; the message has the first one.</exception>
    public static TableColumn To(TableColumn column, ColumnKind kind) => kind switch
    {
        ColumnKind.Category or ColumnKind.Text => Named(column, kind),
        ColumnKind.Number => new TableColumn(column.Name, kind, Map(column, kind, Number), []),
        ColumnKind.Date => new TableColumn(column.Name, kind, Map(column, kind, text => DateFormats.TryRead(text, out double days) ? days : double.NaN), []),
        _ => Truths(column),
    };

    private static TableColumn Named(TableColumn column, ColumnKind kind)
    {
        if (column.Kind is ColumnKind.Category or ColumnKind.Text)
            return new TableColumn(column.Name, kind, column.Values, column.Levels);
        string[] texts = [.. Enumerable.Range(0, column.Count).Select(column.TextAt)];
        string[] levels = column.Kind == ColumnKind.Number
            ? [.. texts.Where(text => text.Length > 0).Distinct().OrderBy(Number)]
            : [.. texts.Where(text => text.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> codes = levels.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return new TableColumn(column.Name, kind, [.. texts.Select(text => text.Length == 0 ? double.NaN : codes[text])], levels);
    }

    private static TableColumn Truths(TableColumn column)
    {
        TableColumn named = Named(column, ColumnKind.Category);
        return named.Levels.Count == 2
            ? new TableColumn(column.Name, ColumnKind.Boolean, named.Values, named.Levels)
            : throw new ArgumentException($"Column '{column.Name}' has {named.Levels.Count} different values, but a boolean has two.", nameof(column));
    }

    private static double[] Map(TableColumn column, ColumnKind kind, Func<string, double> read)
    {
        double[] values = new double[column.Count];
        for (int row = 0; row < values.Length; row++)
        {
            string text = column.TextAt(row);
            values[row] = text.Length == 0 ? double.NaN : read(text);
            if (double.IsNaN(values[row]) && text.Length > 0)
                throw new ArgumentException($"Column '{column.Name}' holds '{text}' in row {row}, which is no {kind}.", nameof(column));
        }

        return values;
    }

    private static double Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
