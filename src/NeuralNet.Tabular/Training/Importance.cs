namespace NeuralNet.Tabular;

/// <summary>
/// How much worse held-out rows are predicted when the values of one column are shuffled among them (permutation
/// importance, Breiman 2001).
/// </summary>
internal static class Importance
{
    private const int MostRows = 1000;
    private const int Repeats = 3;

    public static IReadOnlyList<ColumnImportance> Of(TrainingTable table, Member[] members, Calibration calibration, Folds folds, int[] scored, int seed)
    {
        int[] rows = scored.Length <= MostRows ? scored : [.. Enumerable.Range(0, MostRows).Select(i => scored[(long)i * scored.Length / MostRows])];
        double before = Score(changed: -1, order: []);
        var importance = new ColumnImportance[table.Columns.Count];
        Parallel.For(0, importance.Length, j =>
        {
            double[] worse = new double[Repeats];
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                int[] order = [.. Enumerable.Range(0, rows.Length)];
                new RandomStream(seed, (long)j * Repeats + repeat).Shuffle<int>(order);
                worse[repeat] = Score(j, order) - before;
            }

            double mean = worse.Average();
            importance[j] = new ColumnImportance(table.Columns[j].Name, mean, Math.Sqrt(worse.Sum(value => (value - mean) * (value - mean)) / (Repeats - 1)));
        });
        return [.. importance.OrderByDescending(column => column.Loss)];

        double Score(int changed, int[] order)
        {
            double[] row = new double[table.Columns.Count];
            double[] predictions = new double[rows.Length * table.Outputs];
            double[] target = table.TargetOf(rows);
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = 0; j < row.Length; j++)
                    row[j] = table.Columns[j].Values[rows[j == changed ? order[i] : i]];
                Span<double> prediction = predictions.AsSpan(i * table.Outputs, table.Outputs);
                double weights = 0;
                for (int m = 0; m < members.Length; m++)
                {
                    // Members of each kind stand in the order of the folds.
                    int fold = folds.OfRow[rows[i]];
                    if (fold != Folds.Held && m % folds.Count != fold)
                        continue;
                    members[m].AddPrediction(row, prediction);
                    weights += members[m].Weight;
                }

                for (int k = 0; k < prediction.Length; k++)
                    prediction[k] /= weights;
                if (table.IsClassification)
                    calibration.Apply(prediction);
            }

            return Scoring.Score(predictions, target, table.Outputs, [.. Enumerable.Range(0, rows.Length)]);
        }
    }
}
