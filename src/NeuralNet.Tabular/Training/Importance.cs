using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>
/// How much worse held-out rows are predicted when the values of one raw column are shuffled among them.
/// </summary>
internal static class Importance
{
    private const int MostRows = 1000;
    private const int Repeats = 3;

    public static IReadOnlyList<ColumnImportance> Of(TrainingTable table, Member[] members, Calibration calibration, Folds folds, int[] scored, int seed)
    {
        int[] rows = scored.Length <= MostRows ? scored : [.. Enumerable.Range(0, MostRows).Select(i => scored[(long)i * scored.Length / MostRows])];
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        double[] target = table.TargetOf(rows);
        Matrix<double> x = Matrix<double>.Build.Dense(rows.Length, table.Columns.Count, (i, j) => table.Columns[j].Values[rows[i]]);
        return [.. PermutationImportance.Measure(Score, x, Repeats, seed, [.. table.Columns.Select(column => column.Name)]).Columns
            .OrderByDescending(column => column.Mean)];

        double Score(Matrix<double> x)
        {
            double[] predictions = new double[rows.Length * table.Outputs];
            Parallel.For(0, rows.Length, () => new double[x.ColumnCount], (i, _, row) =>
            {
                for (int j = 0; j < row.Length; j++)
                    row[j] = x[i, j];
                Predict(row, folds.OfRow[rows[i]], predictions.AsSpan(i * table.Outputs, table.Outputs));
                return row;
            }, _ => { });
            return Scoring.Score(predictions, target, table.Outputs, all);
        }

        void Predict(double[] row, int fold, Span<double> prediction)
        {
            double weights = 0;
            for (int m = 0; m < members.Length; m++)
            {
                // Members of each kind stand in the order of the folds.
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
    }
}
