namespace NeuralNet;

/// <summary>The records of epochs as a table of numbers, one row an epoch.</summary>
internal static class RecordTable
{
    // Epoch, step and rate, then loss, mean absolute error and accuracy on the training data, the same on the
    // validation data where there are any, and the four numbers of Bayesian regularisation where there are any.
    private const int Columns = 6, ValidationColumns = 3, EvidenceColumns = 4;

    // The tensors of a file are read into one array of bytes.
    private const int MostNumbers = int.MaxValue / sizeof(double) / 2;

    // An accuracy lies from 0 to 1.
    private const double NoAccuracy = -1;

    /// <exception cref="IOException">There are more records than a file holds.</exception>
    public static (double[] Values, int[] Shape) Write(IReadOnlyList<EpochRecord> records)
    {
        bool hasValidation = records.Count > 0 && records[0].Validation is not null;
        bool hasEvidence = records.Count > 0 && records[0].Evidence is not null;
        int columns = Columns + (hasValidation ? ValidationColumns : 0) + (hasEvidence ? EvidenceColumns : 0);
        if ((long)records.Count * columns > MostNumbers)
            throw new IOException($"The history has {Check.Text(records.Count)} epochs, but a checkpoint holds {Check.Text(MostNumbers / columns)} at most.");
        var values = new double[records.Count * columns];
        for (int i = 0; i < records.Count; i++)
        {
            Span<double> row = values.AsSpan(i * columns, columns);
            (row[0], row[1], row[2]) = (records[i].Epoch, records[i].Step, records[i].LearningRate);
            Write(records[i].Training, row[3..]);
            if (hasValidation)
                Write(records[i].Validation!.Value, row[Columns..]);
            if (records[i].Evidence is { } evidence && hasEvidence)
                (row[^4], row[^3], row[^2], row[^1]) = evidence;
        }

        return (values, [records.Count, columns]);
    }

    public static List<EpochRecord> Read(double[] values, int[] shape)
    {
        if (shape is not [int count, Columns or (Columns + ValidationColumns) or (Columns + EvidenceColumns) or (Columns + ValidationColumns
            + EvidenceColumns)])
            throw new InvalidDataException("The history of the checkpoint is no table of epochs.");
        int columns = shape[1];
        bool hasEvidence = columns is Columns + EvidenceColumns or Columns + ValidationColumns + EvidenceColumns;
        bool hasValidation = columns is Columns + ValidationColumns or Columns + ValidationColumns + EvidenceColumns;
        var records = new List<EpochRecord>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = values.AsSpan(i * columns, columns);
            var numbers = new NumberTape([row[0], row[1]]);
            records.Add(new EpochRecord(numbers.Next(0), numbers.Next(0L), row[2], Read(row[3..]), hasValidation ? Read(row[Columns..]) : null)
            {
                Evidence = hasEvidence ? new BayesianEvidence(row[^4], row[^3], row[^2], row[^1]) : null,
            });
        }

        return records;
    }

    private static void Write(Scores scores, Span<double> row)
        => (row[0], row[1], row[2]) = (scores.Loss, scores.MeanAbsoluteError, scores.Accuracy ?? NoAccuracy);

    private static Scores Read(ReadOnlySpan<double> row) => new(row[0], row[1], row[2] == NoAccuracy ? null : row[2]);
}
