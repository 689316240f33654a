namespace NeuralNet.Tabular;

public sealed partial class TabularModel
{
    // The derivatives of its inputs are kept for as many rows at a time.
    private const int RowsOfDerivatives = 1024;

    /// <summary>
    /// How fast predictions change with each number and date at each row: the derivative, exact up to rounding, through
    /// the encodings of the columns, all networks and the calibration of probabilities.
    /// </summary>
    /// <param name="rows">Has all of <see cref="Columns"/>.</param>
    /// <returns>
    /// As many rows, and for each column of numbers or dates "price by km", in units of the target per unit of the
    /// column or per day; of classes "species = setosa by length", probability per unit. A row in which the column has
    /// a gap has a gap. Of dates that is the change with time and season; the calendar year and the weekday change in
    /// steps, which <see cref="PartialDependence"/> shows as it does categories. Where an encoding bends the derivative
    /// is that to the right, and 0 where a prediction is at the limit of what is predicted.
    /// </returns>
    /// <exception cref="ArgumentException">Columns are missing or hold something else.</exception>
    /// <exception cref="InvalidOperationException">The model has no column of numbers or dates.</exception>
    public Table Derivatives(Table rows)
    {
        double[][] raw = RawColumns(rows);
        int[] by = [.. Enumerable.Range(0, raw.Length).Where(j => Columns[j].Kind is ColumnKind.Number or ColumnKind.Date)];
        if (by.Length == 0)
            throw new InvalidOperationException($"Derivatives are taken by numbers and dates, but the model has none among its columns "
                + $"{Names.Listed(Columns.Select(column => column.Name))}.");
        string[] names = Classes.Count == 0 ? [Target] : [.. Classes.Select(name => $"{Target} = {name}")];
        double[][] derivatives = [.. Enumerable.Range(0, names.Length * by.Length).Select(_ => new double[rows.Count])];
        for (int start = 0; start < rows.Count; start += RowsOfDerivatives)
        {
            double[][] block = [.. Enumerable.Range(start, Math.Min(RowsOfDerivatives, rows.Count - start))
                .Select(i => raw.Select(values => values[i]).ToArray())];
            double[][] sums = [.. block.Select(_ => new double[derivatives.Length])];
            foreach (Member member in _members)
                member.AddDerivatives(block, by, sums);
            for (int i = 0; i < block.Length; i++)
            {
                if (Classes.Count > 0)
                    _calibration.ApplyToDerivatives(Mean(block[i]), sums[i]);
                for (int c = 0; c < derivatives.Length; c++)
                    derivatives[c][start + i] = double.IsNaN(block[i][by[c % by.Length]]) ? double.NaN : sums[i][c];
            }
        }

        return new Table([.. derivatives.Select((values, c) =>
            new TableColumn($"{names[c / by.Length]} by {Columns[by[c % by.Length]].Name}", ColumnKind.Number, values, [])
                .In(UnitOf(Columns[by[c % by.Length]])))]);

        string UnitOf(InputColumn column)
        {
            string per = column.Kind == ColumnKind.Date ? "day" : column.Unit;
            return per.Length == 0 || Unit.Length == 0 && Classes.Count == 0 ? "" : $"{(Classes.Count == 0 ? Unit : "1")}/{per}";
        }
    }

    /// <summary>Probabilities before their calibration.</summary>
    private double[] Mean(double[] row)
    {
        double[] sums = new double[Classes.Count];
        Member.AddPredictions(_members, row, sums);
        return sums;
    }
}
