namespace NeuralNet.Tabular;

/// <summary>
/// From a table to a model: folds, members of each kind, their shares, calibration, and what is reported.
/// </summary>
internal static class TabularTraining
{
    public static TabularModel Train(Table table, string target, TabularOptions options, Func<TrainingTable, List<Recipe>>? recipes,
        CancellationToken cancellation)
    {
        Choice choice = Choice.Of(table, target, options);
        TrainingTable rows = choice.Table;
        Folds folds = FoldsOf(table, target, choice, options);
        List<Recipe> kinds = recipes?.Invoke(rows) ?? Recipes.For(rows, options.Effort);
        int[] scored = folds.OfRow.Contains(Folds.Held) ? folds.RowsOf(Folds.Held) : [.. Enumerable.Range(0, rows.Count)];
        bool isLogarithm = !rows.IsClassification && TargetScale.IsSkewed(rows.Target) && PrefersLogarithm(rows, kinds, folds, options.Seed, cancellation);
        if (isLogarithm)
            choice.Notes.Add($"'{target}' is learned as logarithm: its tail is long, and held-out rows are predicted better so.");
        kinds = [.. kinds.Select(kind => kind with { IsLogarithm = isLogarithm && kind.Method != Method.Linear })];
        HeldOut[] held = [.. kinds.Select(kind => HeldOut.Train(rows, kind, folds, options.Seed, cancellation))];
        int[] chosen = options.SplitBy is null ? [.. Enumerable.Range(0, rows.Count).Where(row => folds.OfRow[row] != Folds.Held)] : scored;
        double[] shares = Blending.Shares([.. held.Select(kind => kind.Predictions)], mixture => Scoring.Score(mixture, rows.Target, rows.Outputs, chosen));
        double[] predictions = Mixed(held, shares);
        (Member[] spread, Calibration calibration, double oneWidth, string note) = rows.IsClassification
            ? ([], Calibration.OfProbabilities(predictions, rows, scored, isOfOneMember: scored.Length == rows.Count), 0, "")
            : Spread.Fit(rows, predictions, folds, scored, options.SplitBy is not null, options.Seed, cancellation);
        string[] choices = [.. kinds.Zip(shares).Where(pair => pair.Second > 0)
            .Select(pair => $"{100 * pair.Second:0} % {folds.Count * pair.First.Repeats} times {pair.First}")];
        Member[] members =
        [
            .. from k in Enumerable.Range(0, kinds.Count)
               where shares[k] > 0
               from member in held[k].Members
               select member.Weighing(shares[k] / held[k].Members.Length),
        ];
        InputColumn[] inputs =
            [.. rows.Columns.Select(column => new InputColumn(column.Name, column.Kind,
                column.Kind == ColumnKind.Text ? [] : column.Levels) { Unit = column.Unit })];
        var report = new TabularReport
        {
            Target = target,
            Unit = table[target].Unit,
            Rows = rows.Count,
            ScoredRows = scored.Length,
            Outputs = rows.Outputs,
            OneWidth = oneWidth,
            Score = Scores(calibration, predictions, rows, scored),
            Constant = Scores(Calibration.None, Constant.Predictions(rows, folds), rows, scored),
            Linear = Scores(Calibration.None, held[0].Predictions, rows, scored),
            Choices = note.Length > 0 ? [.. choices, note] : choices,
            Notes = choice.Notes,
            Importance = Importance.Of(rows, members, calibration, folds, scored, options.Seed),
        };
        return new TabularModel(inputs, target, rows.Classes, members, spread, calibration, report);
    }

    private static Folds FoldsOf(Table table, string target, Choice choice, TabularOptions options)
    {
        int count = Recipes.Members(options.Effort);
        if (options.GroupBy == target || options.SplitBy == target)
            throw new ArgumentException($"'{target}' is to be predicted, so rows cannot be held out by it: 'GroupBy' and 'SplitBy' name other columns.",
                nameof(options));
        if (options.SplitBy is { } time)
        {
            if (options.GroupBy is not null)
                throw new ArgumentException("'GroupBy' and 'SplitBy' are both set, but rows are held out by groups or by time.", nameof(options));
            TableColumn column = table[time].Of(choice.Rows);
            return column.Kind is ColumnKind.Date or ColumnKind.Number && column.Gaps == 0
                ? Folds.ByTime(column, count, options.Seed)
                : throw new ArgumentException($"'SplitBy' names '{time}', a {column.Kind} with {column.Gaps} gaps, but a date or number in each row was "
                    + "expected.", nameof(options));
        }

        if (options.GroupBy is not { } group)
            return Folds.Random(choice.Table, count, options.Seed);
        TableColumn groups = table[group].Of(choice.Rows);
        return groups.Gaps == 0
            ? Folds.ByGroup([.. Enumerable.Range(0, groups.Count).Select(groups.TextAt)], count, options.Seed)
            : throw new ArgumentException($"'GroupBy' names '{group}', which has {groups.Gaps} gaps, but each row needs a group.", nameof(options));
    }

    /// <summary>Whether the first member predicts its held-out rows better from logarithms.</summary>
    private static bool PrefersLogarithm(TrainingTable table, List<Recipe> kinds, Folds folds, int seed, CancellationToken cancellation)
    {
        Recipe kind = kinds.First(kind => kind.Method == Method.Minibatches);
        kind = kind with { Epochs = Math.Max(1, kind.Epochs / 3) };
        int[] training = folds.TrainingRows(0), own = folds.RowsOf(0);
        double[] scores = new double[2];
        Processors.For(2, cancellation, i =>
        {
            (Member member, _) = MemberTraining.Train(table, kind with { IsLogarithm = i == 1 }, training, own, seed, cancellation);
            scores[i] = Scoring.Score(member.Predict(MemberTraining.Inputs(table.Columns, member.Encoder, own)), table.TargetOf(own), 1,
                [.. Enumerable.Range(0, own.Length)]);
        });
        return scores[1] < scores[0];
    }

    private static double[] Mixed(HeldOut[] held, double[] shares)
    {
        double[] mixed = new double[held[0].Predictions.Length];
        for (int k = 0; k < held.Length; k++)
        {
            for (int i = 0; i < mixed.Length; i++)
                mixed[i] += shares[k] * held[k].Predictions[i];
        }

        return mixed;
    }

    private static HeldScores Scores(Calibration calibration, double[] predictions, TrainingTable table, int[] rows)
    {
        if (!table.IsClassification)
            return new HeldScores(Scoring.Score(predictions, table.Target, 1, rows), Scoring.RSquared(predictions, table.Target, rows));
        double[] calibrated = (double[])predictions.Clone();
        foreach (int row in rows)
            calibration.Apply(calibrated.AsSpan(row * table.Outputs, table.Outputs));
        return new HeldScores(Scoring.Score(calibrated, table.Target, table.Outputs, rows), Scoring.Accuracy(calibrated, table.Target, table.Outputs, rows));
    }
}
