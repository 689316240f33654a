namespace NeuralNet.Tabular;

public sealed partial class TabularModel
{
    /// <summary>
    /// How many numbers a prediction has: value, lower and upper end; or a probability for each class.
    /// </summary>
    public int Outputs => Classes.Count == 0 ? 3 : Classes.Count;

    /// <summary>Predicts one row.</summary>
    /// <param name="row">
    /// A value for each of <see cref="Columns"/> by its name, null for a gap, of the types that
    /// <see cref="InputColumn.Raw(object?)"/> lists. Other names are allowed.
    /// </param>
    /// <exception cref="ArgumentException">A column is missing, or a value is not what the column holds.</exception>
    public Estimate Predict(Dictionary<string, object?> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        double[] raw = new double[Columns.Count];
        for (int j = 0; j < raw.Length; j++)
            raw[j] = row.TryGetValue(Columns[j].Name, out object? value) ? Columns[j].Raw(value) : throw Lacks(row.Keys, nameof(row));
        return EstimateOf(raw);
    }

    /// <summary>Predicts one record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="columns">Its columns, as in <see cref="Table.From{TRecord}"/>; that of the target may be among
    /// them.</param>
    /// <exception cref="ArgumentException">A column is missing, or a value is not what the column holds.</exception>
    public Estimate Predict<TRecord>(TRecord record, RecordColumns<TRecord> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return Predict(columns.All.Where(column => column.Name != Target).ToDictionary(column => column.Name, column => column.Value(record)));
    }

    /// <summary>Predicts one row of raw values, without allocating.</summary>
    /// <param name="row">A value for each of <see cref="Columns"/>, as <see cref="InputColumn.Raw(object?)"/> gives
    /// it.</param>
    /// <param name="outputs">
    /// <see cref="Outputs"/> numbers to be written: value, lower and upper end of its interval; or the probabilities of
    /// <see cref="Classes"/>.
    /// </param>
    /// <exception cref="ArgumentException">A span has another length, or a number is infinite.</exception>
    public void Predict(ReadOnlySpan<double> row, Span<double> outputs)
    {
        if (row.Length != Columns.Count)
            throw new ArgumentException($"'row' has {row.Length} values, but the model has {Columns.Count} columns.", nameof(row));
        if (outputs.Length != Outputs)
            throw new ArgumentException($"'outputs' has room for {outputs.Length} numbers, but a prediction has {Outputs}.", nameof(outputs));
        for (int j = 0; j < row.Length; j++)
        {
            if (double.IsInfinity(row[j]))
                throw new ArgumentException($"'row'[{j}], column '{Columns[j].Name}', is {row[j]}, but a finite number was expected, or NaN for a gap.",
                    nameof(row));
        }

        Span<double> sums = Classes.Count == 0 ? outputs[..1] : outputs;
        sums.Clear();
        Member.AddPredictions(_members, row, sums);
        if (Classes.Count > 0)
            _calibration.Apply(outputs);
        else
        {
            double halfWidth = _calibration.HalfWidth * ErrorSize(row);
            (outputs[1], outputs[2]) = (outputs[0] - halfWidth, outputs[0] + halfWidth);
        }
    }

    /// <summary>How large an error is to be expected; 1 if that is the same for all rows.</summary>
    private double ErrorSize(ReadOnlySpan<double> row)
    {
        if (_spread.Length == 0)
            return 1;
        double median = 0;
        Span<double> sum = stackalloc double[1];
        Member.AddPredictions(_spread, row, sum);
        foreach (Member member in _spread)
            median += member.Weight;

        return Math.Max(Spread.Smallest * median, sum[0]);
    }

    /// <summary>Predicts all rows of a table.</summary>
    /// <param name="table">Has all of <see cref="Columns"/>, in any order; others are allowed.</param>
    /// <returns>
    /// A table with as many rows: the column <see cref="Target"/> with the number or class, and "price lower" and
    /// "price upper", or "species = setosa" with the probability of each class. </returns>
    /// <exception cref="ArgumentException">Columns are missing or hold something else; the message names all of
    /// them.</exception>
    public Table PredictAll(Table table)
    {
        double[][] raw = RawColumns(table);
        double[][] outputs = [.. Enumerable.Range(0, Outputs).Select(_ => new double[table.Count])];
        Parallel.For(0, table.Count, () => (Row: new double[raw.Length], Outputs: new double[Outputs]), (i, _, buffers) =>
        {
            for (int j = 0; j < raw.Length; j++)
                buffers.Row[j] = raw[j][i];
            Predict(buffers.Row, buffers.Outputs);
            for (int k = 0; k < buffers.Outputs.Length; k++)
                outputs[k][i] = buffers.Outputs[k];
            return buffers;
        }, _ => { });
        return PredictionTable(outputs);
    }

    private Table PredictionTable(double[][] outputs)
    {
        if (Classes.Count == 0)
        {
            string[] names = [Target, $"{Target} lower", $"{Target} upper"];
            return new Table([.. names.Select((name, k) => new TableColumn(name, ColumnKind.Number, outputs[k], []).In(Unit))]);
        }

        double[] classes = new double[outputs[0].Length];
        double[] row = new double[Classes.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            for (int k = 0; k < row.Length; k++)
                row[k] = outputs[k][i];
            classes[i] = Scoring.Largest(row);
        }

        return new Table([new(Target, ColumnKind.Category, classes, Classes),
            .. Classes.Select((name, k) => new TableColumn($"{Target} = {name}", ColumnKind.Number, outputs[k], []))]);
    }

    /// <summary>The columns of a table as raw values, in the model's order.</summary>
    private double[][] RawColumns(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] missing = [.. Columns.Where(column => table.Find(column.Name) is null).Select(column => column.Name)];
        if (missing.Length > 0)
            throw Lacks(table.Columns.Select(column => column.Name), nameof(table));
        double[]?[] raw = [.. Columns.Select(column => column.Raw(table[column.Name]))];
        string[] unfit =
        [
            .. Columns.Where((_, j) => raw[j] is null)
                .Select(column => $"'{column.Name}' holds {table[column.Name].Kind}, but {column.Kind} was expected"),
            .. Columns.Where(column => column.Unit.Length > 0 && table[column.Name].Unit.Length > 0 && table[column.Name].Unit != column.Unit)
                .Select(column => $"'{column.Name}' is in {table[column.Name].Unit}, but {column.Unit} was expected"),
        ];
        return unfit.Length == 0
            ? [.. raw.Select(values => values!)]
            : throw new ArgumentException($"The table does not fit the model: {string.Join("; ", unfit)}.", nameof(table));
    }

    private Estimate EstimateOf(ReadOnlySpan<double> raw)
    {
        double[] outputs = new double[Outputs];
        Predict(raw, outputs);
        return Classes.Count == 0 ? new Estimate(outputs[0], outputs[1], outputs[2]) : new Estimate(Classes, outputs);
    }

    private ArgumentException Lacks(IEnumerable<string> names, string argument)
    {
        HashSet<string> there = [.. names];
        IEnumerable<string> missing = Columns.Select(column => column.Name).Where(name => !there.Contains(name));
        return new($"The model needs {Names.Listed(missing)}, but '{argument}' has {Names.Listed(there)}. A gap is null, not a missing column.", argument);
    }
}
