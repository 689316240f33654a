namespace NeuralNet.Tabular;

/// <summary>What members of one kind predict for rows that they have not learned from.</summary>
internal sealed class HeldOut
{
    /// <summary>The members: one for each fold, then another for each, as often as the recipe says.</summary>
    public required Member[] Members { get; init; }

    /// <summary>
    /// <c>rows x outputs</c>, row by row: the mean of the members of the row's fold, or of all members.
    /// </summary>
    public required double[] Predictions { get; init; }

    /// <summary>How training of the first member went.</summary>
    public required TrainingResult First { get; init; }

    /// <summary>Trains members for each fold, as many at a time as there are processors.</summary>
    public static HeldOut Train(TrainingTable table, Recipe recipe, Folds folds, int seed, CancellationToken cancellation)
    {
        var members = new Member[folds.Count * recipe.Repeats];
        var results = new TrainingResult[members.Length];
        double[][] own = new double[members.Length][];
        int[] held = folds.RowsOf(Folds.Held);
        double[][] others = new double[members.Length][];
        Processors.For(members.Length, cancellation, i =>
        {
            int[] rows = folds.RowsOf(i % folds.Count);
            (members[i], results[i]) = MemberTraining.Train(table, recipe, folds.TrainingRows(i % folds.Count), rows, seed + i, cancellation);
            own[i] = Predict(table, members[i], rows);
            others[i] = held.Length > 0 ? Predict(table, members[i], held) : [];
        });
        double[] predictions = new double[table.Count * table.Outputs];
        for (int fold = 0; fold < folds.Count; fold++)
            Write(Mean([.. own.Where((_, i) => i % folds.Count == fold)]), folds.RowsOf(fold), table.Outputs, predictions);
        Write(Mean(others), held, table.Outputs, predictions);
        return new HeldOut { Members = members, Predictions = predictions, First = results[0] };
    }

    private static double[] Predict(TrainingTable table, Member member, int[] rows)
        => member.Predict(MemberTraining.Inputs(table.Columns, member.Encoder, rows));

    private static double[] Mean(double[][] predictions)
    {
        double[] mean = new double[predictions[0].Length];
        for (int i = 0; i < mean.Length; i++)
            mean[i] = predictions.Average(prediction => prediction[i]);
        return mean;
    }

    private static void Write(double[] from, int[] rows, int outputs, double[] to)
    {
        for (int i = 0; i < rows.Length; i++)
            from.AsSpan(i * outputs, outputs).CopyTo(to.AsSpan(rows[i] * outputs));
    }
}
