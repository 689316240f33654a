namespace NeuralNet.Tabular;

/// <summary>Fits the encoding of each column to training rows.</summary>
internal static class EncoderFitting
{
    public static RowEncoder Fit(TrainingTable table, Recipe recipe, int[] training)
        => new([.. table.Columns.Select(column => Encoding(column, recipe, training))]);

    private static ColumnEncoding Encoding(TableColumn column, Recipe recipe, int[] training)
    {
        double[] values = new double[training.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = column.Values[training[i]];
        if (column.Kind == ColumnKind.Text)
            return PresenceEncoding.Instance;
        if (column.Kind == ColumnKind.Category)
            return CategoryEncoding.Fit(values, column.Levels.Count, recipe.FewestOfALevel, recipe.MostOneHot);
        double[] sorted = [.. values.Where(value => !double.IsNaN(value))];
        Array.Sort(sorted);
        bool hasGaps = sorted.Length < values.Length;
        return column.Kind switch
        {
            ColumnKind.Number => NumberEncoding.Fit(sorted, hasGaps, recipe.Intervals),
            ColumnKind.Date => DateEncoding.Fit(sorted, hasGaps, recipe.TimeIntervals),
            _ => new BooleanEncoding(hasGaps),
        };
    }
}
