using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Tabular;

public sealed partial class TabularModel
{
    private const int MostRowsOfDependence = 1000;

    /// <summary>
    /// How predictions depend on one column: for each of some of its values the mean prediction over the rows, had
    /// every one of them that value (Friedman, 2001). It mixes in rows that cannot be where columns depend on each
    /// other.
    /// </summary>
    /// <param name="rows">Has all of <see cref="Columns"/>; of more than 1,000 rows as many are used, evenly
    /// spread.</param>
    /// <param name="column">The column that is varied, one of <see cref="Columns"/>.</param>
    /// <param name="points">The most values, at least 2: all that occur, or as many of them at equal steps of their
    /// rank.</param>
    /// <returns>
    /// A row for each value: the column in its kind and unit, and <see cref="Target"/> or the probability of each
    /// class.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such column, it has no value in any row, or columns are missing
    /// or hold something else.</exception>
    public Table PartialDependence(Table rows, string column, int points = 20)
    {
        ArgumentNullException.ThrowIfNull(column);
        double[][] raw = RawColumns(rows);
        int j = Columns.ToList().FindIndex(input => input.Name == column);
        if (j < 0)
            throw new ArgumentException($"The model has no column '{column}'; it has {Names.Listed(Columns.Select(input => input.Name))}.", nameof(column));
        int[] known = [.. Enumerable.Range(0, rows.Count).Where(row => !double.IsNaN(raw[j][row]))];
        if (known.Length == 0)
            throw new ArgumentException($"Column '{column}' has no value in {rows.Count} rows, but its values are what predictions are shown for.",
                nameof(rows));
        int count = Math.Min(known.Length, MostRowsOfDependence);
        int[] used = [.. Enumerable.Range(0, count).Select(i => known[(long)i * known.Length / count])];
        int outputs = Math.Max(1, Classes.Count);

        // Gaps of other columns stay gaps: only the one that is varied is handed over.
        var dependence = Uncertainty.PartialDependence.Of(Predict, Matrix<double>.Build.Dense(count, 1, (i, _) => raw[j][used[i]]), 0, points);
        var varied = new TableColumn(column, Columns[j].Kind, [.. dependence.Values], Columns[j].Kind == ColumnKind.Category
            ? [.. Columns[j].Levels, "(another)"] : Columns[j].Levels).In(Columns[j].Unit);
        return new Table([varied, .. Enumerable.Range(0, outputs)
            .Select(k => new TableColumn(Classes.Count == 0 ? Target : $"{Target} = {Classes[k]}", ColumnKind.Number,
                dependence.Outputs.Column(k).ToArray(), []).In(Unit))]);

        Matrix<double> Predict(Matrix<double> values)
        {
            Matrix<double> predictions = Matrix<double>.Build.Dense(count, outputs);
            Parallel.For(0, count, () => (Row: new double[raw.Length], Outputs: new double[Outputs]), (i, _, buffers) =>
            {
                for (int c = 0; c < raw.Length; c++)
                    buffers.Row[c] = c == j ? values[i, 0] : raw[c][used[i]];
                this.Predict(buffers.Row, buffers.Outputs);
                for (int k = 0; k < outputs; k++)
                    predictions[i, k] = buffers.Outputs[k];
                return buffers;
            }, _ => { });
            return predictions;
        }
    }
}
