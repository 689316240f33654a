namespace NeuralNet.Tabular;

/// <summary>What can be said without looking at any column: the mean, or the shares of the classes.</summary>
internal static class Constant
{
    /// <summary>Predictions for each row, <c>rows x outputs</c>, from the rows its member learns from.</summary>
    public static double[] Predictions(TrainingTable table, Folds folds)
    {
        double[] predictions = new double[table.Count * table.Outputs];
        for (int fold = Folds.Held; fold < folds.Count; fold++)
        {
            int[] rows = folds.RowsOf(fold);
            if (rows.Length == 0)
                continue;
            double[] constant = Of(table, folds.TrainingRows(fold));
            foreach (int row in rows)
                constant.CopyTo(predictions, row * table.Outputs);
        }

        return predictions;
    }

    private static double[] Of(TrainingTable table, int[] rows) => table.IsClassification
        ? [.. Enumerable.Range(0, table.Outputs).Select(k => rows.Count(row => table.Target[row] == k) / (double)rows.Length)]
        : [rows.Average(row => table.Target[row])];
}
