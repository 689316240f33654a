namespace NeuralNet.Tabular;

/// <summary>
/// Columns that give the target away: from one of them alone it follows, which is seldom so where it is to be
/// predicted.
/// </summary>
internal static class GiveAway
{
    private const double Suspicious = 0.9995;
    private const int FewestRowsOfALevel = 5;

    public static IEnumerable<string> Of(TrainingTable table)
    {
        foreach (TableColumn column in table.Columns)
        {
            if (Share(column, table) > Suspicious)
                yield return $"'{column.Name}' alone gives the target away. If it is not known beforehand, leave it out: Without(\"{column.Name}\").";
        }
    }

    /// <summary>The share of the variance of a number, or of the rows, that follows from one column.</summary>
    private static double Share(TableColumn column, TrainingTable table)
    {
        if (column.Kind is ColumnKind.Category or ColumnKind.Boolean)
            return table.IsClassification ? OfClasses(column, table) : 0;
        return column.Kind == ColumnKind.Number && !table.IsClassification ? Correlation(column.Values, table.Target) : 0;
    }

    private static double OfClasses(TableColumn column, TrainingTable table)
    {
        var groups = Enumerable.Range(0, table.Count).GroupBy(row => column.Values[row]).ToList();
        return groups.Average(group => group.Count()) < FewestRowsOfALevel
            ? 0
            : (double)groups.Sum(group => group.CountBy(row => table.Target[row]).Max(pair => pair.Value)) / table.Count;
    }

    private static double Correlation(Cells x, double[] y)
    {
        double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (double.IsNaN(x[i]))
                continue;
            (n, sx, sy) = (n + 1, sx + x[i], sy + y[i]);
        }

        (double mx, double my) = (sx / n, sy / n);
        for (int i = 0; i < y.Length; i++)
        {
            if (double.IsNaN(x[i]))
                continue;
            (double dx, double dy) = (x[i] - mx, y[i] - my);
            (sxx, syy, sxy) = (sxx + dx * dx, syy + dy * dy, sxy + dx * dy);
        }

        return sxx == 0 || syy == 0 ? 0 : sxy * sxy / (sxx * syy);
    }
}
