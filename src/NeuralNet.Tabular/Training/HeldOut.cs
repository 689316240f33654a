namespace NeuralNet.Tabular;

/// <summary>What members of one kind predict for rows that they have not learned from.</summary>
internal sealed class HeldOut
{
    /// <summary>The members, one for each fold.</summary>
    public required Member[] Members { get; init; }

    /// <summary>
    /// <c>rows x outputs</c>, row by row: by the member of the row's fold, or the mean of all members.
    /// </summary>
    public required double[] Predictions { get; init; }

    /// <summary>How training of the first member went.</summary>
    public required TrainingResult First { get; init; }

    /// <summary>Trains a member for each fold, as many at a time as there are processors.</summary>
    public static HeldOut Train(TrainingTable table, Recipe recipe, Folds folds, int seed, CancellationToken cancellation)
    {
        var members = new Member[folds.Count];
        var results = new TrainingResult[folds.Count];
        double[] predictions = new double[table.Count * table.Outputs];
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, fold =>
        {
            int[] own = folds.RowsOf(fold);
            (members[fold], results[fold]) = MemberTraining.Train(table, recipe, folds.TrainingRows(fold), own, seed + fold, cancellation);
            Write(Predict(table, members[fold], own), own, table.Outputs, predictions);
        });
        int[] held = folds.RowsOf(Folds.Held);
        if (held.Length > 0)
            Write(Mean([.. members.Select(member => Predict(table, member, held))]), held, table.Outputs, predictions);
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
