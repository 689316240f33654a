using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>Finds out what a column holds whose values are numbers or texts.</summary>
internal static class ColumnInference
{
    // As many different texts are categories in any case; more of them must repeat.
    private const int AlwaysCategories = 20;

    private static readonly (string False, string True)[] _pairs = [("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on")];

    public static TableColumn OfNumbers(string name, Cells values)
    {
        bool hasZero = false, hasOne = false;
        foreach (double value in values)
        {
            if (value != 0 && value != 1 && !double.IsNaN(value))
                return new TableColumn(name, ColumnKind.Number, values, []);
            hasZero |= value == 0;
            hasOne |= value == 1;
        }

        return hasZero && hasOne ? new TableColumn(name, ColumnKind.Boolean, values, ["0", "1"]) : new TableColumn(name, ColumnKind.Number, values, []);
    }

    /// <param name="name">The name of the column.</param>
    /// <param name="codes">Indices of texts; -1 in gaps.</param>
    /// <param name="texts">Different texts in ordinal order.</param>
    public static TableColumn OfTexts(string name, IReadOnlyList<int> codes, IReadOnlyList<string> texts)
        => OfTexts(name, texts, codes.Count(code => code >= 0), values => Values(codes, values));

    /// <param name="name">The name of the column.</param>
    /// <param name="texts">Different texts in ordinal order.</param>
    /// <param name="present">In how many rows there is one.</param>
    /// <param name="read">The rows with the value of each text; where that is null, with its index.</param>
    public static TableColumn OfTexts(string name, IReadOnlyList<string> texts, int present, Func<double[]?, Cells> read)
    {
        if (Truths(texts) is { } truths)
            return new TableColumn(name, ColumnKind.Boolean, read(truths.Values), truths.Levels);
        if (DateFormats.Read(texts, out string? remark) is { } days)
            return new TableColumn(name, ColumnKind.Date, read(days), [], remark);
        ColumnKind kind = texts.Count <= Math.Max(AlwaysCategories, present / 2) ? ColumnKind.Category : ColumnKind.Text;
        return new TableColumn(name, kind, read(null), texts, remark ?? NumbersAsText(texts));
    }

    private static Cells Values(IReadOnlyList<int> codes, double[]? values)
    {
        double[] result = new double[codes.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = codes[i] < 0 ? double.NaN : values is null ? codes[i] : values[codes[i]];
        return new Cells(result);
    }

    private static (double[] Values, string[] Levels)? Truths(IReadOnlyList<string> texts)
    {
        if (texts.Count != 2)
            return null;
        foreach ((string no, string yes) in _pairs)
        {
            if (Is(texts[0], no) && Is(texts[1], yes))
                return ([0, 1], [texts[0], texts[1]]);
            if (Is(texts[1], no) && Is(texts[0], yes))
                return ([1, 0], [texts[1], texts[0]]);
        }

        return null;

        static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a text is a finite number as it stands.</summary>
    public static bool IsNumber(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);

    private static string? NumbersAsText(IReadOnlyList<string> texts)
    {
        int numbers = texts.Count(text => IsNumber(Bare(text)));
        string? other = texts.FirstOrDefault(text => !IsNumber(text));
        return texts.Count > 2 && numbers >= 0.9 * texts.Count && other is not null ? $"numbers stored as text, such as '{other}'" : null;

        static string Bare(string text) => string.Concat(text.Where(c => char.IsAsciiDigit(c) || c is '.' or '-' or 'e' or 'E'));
    }
}
