namespace NeuralNet.Tabular;

/// <summary>What is odd about the values of one column, whatever is to be predicted.</summary>
internal static class ColumnRemarks
{
    // In fewer rows all values may differ by chance.
    private const int RowsThatTell = 20;

    private static readonly string[] _namesOfKeys = ["id", "key", "uuid", "guid", "nr", "no", "index", "row", "number"];

    public static string? Of(TableColumn column)
    {
        if (column.Gaps == column.Count)
            return "empty";
        if (IsConstant(column))
            return $"constant: {FirstText(column)} in every row{(column.Gaps > 0 ? " that has a value" : "")}";
        return IsIdentifier(column) ? "identifier: another value in every row" : null;
    }

    /// <summary>Nothing can be learned from a constant; its gaps may still tell something.</summary>
    public static bool IsConstant(TableColumn column)
    {
        double first = double.NaN;
        foreach (double value in column.Values)
        {
            if (double.IsNaN(value) || value == first)
                continue;
            if (!double.IsNaN(first))
                return false;
            first = value;
        }

        return true;
    }

    public static bool IsIdentifier(TableColumn column)
    {
        if (column.Count < RowsThatTell || column.Gaps > 0)
            return false;
        if (column.Kind is ColumnKind.Text or ColumnKind.Category)
            return column.Levels.Count == column.Count && 2 * column.Levels.Count(ColumnInference.IsNumber) < column.Count;
        if (column.Kind != ColumnKind.Number)
            return false;
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        HashSet<double> seen = [];
        foreach (double value in column.Values)
        {
            if (!double.IsInteger(value) || !seen.Add(value))
                return false;
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        return highest - lowest == column.Count - 1 || HasNameOfAKey(column.Name);
    }

    private static bool HasNameOfAKey(string name)
    {
        string[] words = name.Split(' ', '_', '-', '.');
        return name.EndsWith("Id", StringComparison.Ordinal) || _namesOfKeys.Contains(words[^1], StringComparer.OrdinalIgnoreCase);
    }

    private static string FirstText(TableColumn column)
        => Enumerable.Range(0, column.Count).Select(column.TextAt).First(text => text.Length > 0);
}
