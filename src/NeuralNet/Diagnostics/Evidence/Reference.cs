namespace NeuralNet;

/// <summary>
/// What a model without settings finds in the same data: a straight line, and one on 48 random hidden units, both
/// fitted by least squares to two thirds of a sample and scored on the rest. It tells what is to be learned from what
/// is noise, and a problem that is too hard from a run that failed.
/// </summary>
/// <remarks>Random hidden units: Rahimi and Recht, "Weighted sums of random kitchen sinks", 2008.</remarks>
/// <param name="straight">The variance that the straight line explains of rows that it was not fitted to; 0 if it finds
/// nothing.</param>
/// <param name="curved">The same with hidden units.</param>
/// <param name="error">The standard error of both.</param>
/// <param name="single">The largest correlation of one column with one target, in standard errors.</param>
internal sealed class Reference(double straight, double curved, double error, double single)
{
    public double Straight { get; } = straight;

    public double Curved { get; } = curved;

    public double Error { get; } = error;

    private const int Units = 48;
    private const int MostElements = 200_000;
    private const int MostColumns = 40;
    private const int MostOutputs = 12;
    private const int FewestRows = 60;
    private const int MostRows = 600;

    // The largest of a hundred columns of noise is 3.
    private const double ClearCorrelation = 5;

    /// <summary>What is known to be possible.</summary>
    public double Best => Math.Max(Straight, Curved);

    /// <summary>Whether the inputs are known to tell something of the targets.</summary>
    public bool FindsSomething => Best > 3 * Error && Best > 0.02;

    /// <summary>
    /// The same, where a single column that goes with a target is enough: a signal too weak to be fitted.
    /// </summary>
    public bool KnowsSomething => FindsSomething || single > ClearCorrelation;

    /// <summary>Fits both.</summary>
    /// <param name="inputs">Inputs, a row after the other.</param>
    /// <param name="targets">Targets, a row after the other.</param>
    /// <param name="rows">Rows.</param>
    /// <returns>Null if there are too few rows, or targets that do not vary.</returns>
    public static Reference? Of(double[] inputs, double[] targets, int rows)
    {
        int columns = inputs.Length / rows, outputs = targets.Length / rows;
        if (rows < FewestRows || columns == 0)
            return null;
        var random = new RandomStream(seed: 1);
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle<int>(order);
        double single = Single(Standardised(inputs, rows, columns, order, rows), Standardised(targets, rows, outputs, order, rows), rows);
        rows = Math.Min(rows, Math.Max(120, Math.Min(MostRows, MostElements / columns)));
        int train = 2 * rows / 3;
        double[][] x = Standardised(inputs, rows, columns, order, train), y = Standardised(targets, rows, outputs, order, train);
        y = [.. y.Where(column => column.AsSpan(0, train).ContainsAnyExcept(0.0)).Take(MostOutputs)];
        if (y.Length == 0)
            return null;
        x = Telling(x, y, train);
        if (x.Length == 0)
            return new Reference(0, 0, 0, 0);
        (double straight, double error) = Score(x, y, rows, train);
        (double curved, _) = Score([.. x, .. Hidden(x, rows, random)], y, rows, train);
        return new Reference(Math.Max(0, straight), Math.Max(0, curved), error, single);
    }

    /// <summary>
    /// Columns of mean 0 and deviation 1 over the first rows, in the new order; what lies more than four deviations out
    /// is drawn in.
    /// </summary>
    private static double[][] Standardised(double[] values, int rows, int columns, int[] order, int train)
    {
        var result = new double[columns][];
        for (int j = 0; j < columns; j++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < train; i++)
                mean += values[order[i] * columns + j] / train;
            for (int i = 0; i < train; i++)
                squares += Math.Pow(values[order[i] * columns + j] - mean, 2) / train;
            double scale = squares > 1e-24 * mean * mean && double.IsFinite(squares) ? 1 / Math.Sqrt(squares) : 0;
            var column = result[j] = new double[rows];
            for (int i = 0; i < rows; i++)
                column[i] = scale == 0 ? 0 : Math.Clamp((values[order[i] * columns + j] - mean) * scale, -4, 4);
        }

        return result;
    }

    /// <summary>The columns that vary; of many those that are most correlated with a target.</summary>
    private static double[][] Telling(double[][] x, double[][] y, int train)
    {
        double[][] varying = [.. x.Where(column => column.AsSpan(0, train).ContainsAnyExcept(0.0))];
        if (varying.Length <= MostColumns)
            return varying;
        double[] strength = [.. varying.Select(column => -y.Max(target => Math.Abs(Dot(column, target, 0, train))))];
        Array.Sort(strength, varying);
        return varying[..MostColumns];
    }

    private static IEnumerable<double[]> Hidden(double[][] x, int rows, RandomStream random)
    {
        // Sums of about 1.5, so that the units bend where the data are.
        double scale = 1.5 / Math.Sqrt(Math.Min(x.Length, 4));
        for (int unit = 0; unit < Units; unit++)
        {
            var sums = new double[rows];
            Array.Fill(sums, 2 * random.NextNormal());
            foreach (double[] column in x)
            {
                // Each unit sees up to four of the columns.
                double weight = x.Length <= 4 || random.NextDouble() * x.Length < 4 ? scale * random.NextNormal() * (unit % 3 == 0 ? 2 : 1) : 0;
                for (int i = 0; i < rows && weight != 0; i++)
                    sums[i] += weight * column[i];
            }

            for (int i = 0; i < rows; i++)
                sums[i] = Math.Tanh(sums[i]);
            yield return sums;
        }
    }

    /// <summary>
    /// The variance explained of the rows that were not fitted, over all targets, for the better of two ridges.
    /// </summary>
    private static (double Explained, double Error) Score(double[][] x, double[][] y, int rows, int train)
    {
        (double, double) best = (double.NegativeInfinity, 0);
        int n = x.Length;
        double[] means = [.. x.Select(column => column.AsSpan(0, train).ToArray().Average())];
        var gram = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                gram[i, j] = Dot(x[i], x[j], 0, train) - train * means[i] * means[j];
        }

        foreach (double ridge in (ReadOnlySpan<double>)[1, 30])
        {
            var factor = (double[,])gram.Clone();
            for (int i = 0; i < n; i++)
                factor[i, i] += ridge;
            Cholesky(factor);
            (double Explained, double) score = Score(x, y, rows, train, means, factor);
            if (score.Explained > best.Item1)
                best = score;
        }

        return best;
    }

    private static (double Explained, double Error) Score(double[][] x, double[][] y, int rows, int train, double[] means, double[,] gram)
    {
        int n = x.Length;
        double residual = 0, total = 0, squares = 0;
        foreach (double[] target in y)
        {
            double mean = target.AsSpan(0, train).ToArray().Average();
            var weights = new double[n];
            for (int i = 0; i < n; i++)
                weights[i] = Dot(x[i], target, 0, train) - train * means[i] * mean;
            Solve(gram, weights);
            for (int row = train; row < rows; row++)
            {
                double prediction = mean;
                for (int i = 0; i < n; i++)
                    prediction += weights[i] * (x[i][row] - means[i]);
                double off = (target[row] - prediction) * (target[row] - prediction), constant = (target[row] - mean) * (target[row] - mean);
                residual += off;
                total += constant;
                squares += (constant - off) * (constant - off);
            }
        }

        double count = y.Length * (rows - train), gain = (total - residual) / count;
        return total > 0 ? ((total - residual) / total, Math.Sqrt(Math.Max(0, squares / count - gain * gain) / count) / (total / count)) : (0, 0);
    }

    private static double Single(double[][] x, double[][] y, int rows)
        => x.SelectMany(_ => y, (column, target) => Math.Abs(Dot(column, target, 0, rows))).DefaultIfEmpty().Max() / Math.Sqrt(rows);

    private static double Dot(double[] x, double[] y, int start, int end)
    {
        double sum = 0;
        for (int i = start; i < end; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>The lower factor of a positive definite matrix, in its place.</summary>
    private static void Cholesky(double[,] a)
    {
        int n = a.GetLength(0);
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++)
                    sum -= a[i, k] * a[j, k];
                a[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / a[j, j];
            }
        }
    }

    private static void Solve(double[,] factor, double[] x)
    {
        int n = x.Length;
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
                x[i] -= factor[i, k] * x[k];
            x[i] /= factor[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
                x[i] -= factor[k, i] * x[k];
            x[i] /= factor[i, i];
        }
    }
}
