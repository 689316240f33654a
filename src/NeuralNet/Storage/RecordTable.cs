namespace NeuralNet;

/// <summary>The records of epochs as a table of numbers, one row an epoch.</summary>
internal static class RecordTable
{
    // Epoch, step and rate, then loss, mean absolute error and accuracy on the training data, and the same on the
    // validation data where there are any.
    private const int Columns = 6;
    private const int ColumnsWithValidation = 9;

    // The tensors of a file are read into one array of bytes.
    private const int MostNumbers = int.MaxValue / sizeof(double) / 2;

    // An accuracy lies from 0 to 1.
    private const double NoAccuracy = -1;

    /// <exception cref="IOException">There are more records than a file holds.</exception>
    public static (double[] Values, int[] Shape) Write(IReadOnlyList<EpochRecord> records)
    {
        int columns = records.Count > 0 && records[0].Validation is not null ? ColumnsWithValidation : Columns;
        if ((long)records.Count * columns > MostNumbers)
            throw new IOException($"The history has {Check.Text(records.Count)} epochs, but a checkpoint holds {Check.Text(MostNumbers / columns)} at most.");
        var values = new double[records.Count * columns];
        for (int i = 0; i < records.Count; i++)
        {
            Span<double> row = values.AsSpan(i * columns, columns);
            (row[0], row[1], row[2]) = (records[i].Epoch, records[i].Step, records[i].LearningRate);
            Write(records[i].Training, row[3..]);
            if (columns == ColumnsWithValidation)
                Write(records[i].Validation!.Value, row[Columns..]);
        }

        return (values, [records.Count, columns]);
    }

    public static List<EpochRecord> Read(double[] values, int[] shape)
    {
        if (shape is not [int count, Columns or ColumnsWithValidation])
            throw new InvalidDataException("The history of the checkpoint is no table of epochs.");
        var records = new List<EpochRecord>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = values.AsSpan(i * shape[1], shape[1]);
            var numbers = new NumberTape([row[0], row[1]]);
            Scores? validation = shape[1] == ColumnsWithValidation ? Read(row[Columns..]) : null;
            records.Add(new EpochRecord(numbers.Next(0), numbers.Next(0L), row[2], Read(row[3..]), validation));
        }

        return records;
    }

    private static void Write(Scores scores, Span<double> row)
        => (row[0], row[1], row[2]) = (scores.Loss, scores.MeanAbsoluteError, scores.Accuracy ?? NoAccuracy);

    private static Scores Read(ReadOnlySpan<double> row) => new(row[0], row[1], row[2] == NoAccuracy ? null : row[2]);
}
