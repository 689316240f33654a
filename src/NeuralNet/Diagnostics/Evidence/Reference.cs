using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

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
    /// <param name="inputs">Inputs, <c>rows x columns</c>.</param>
    /// <param name="targets">Targets, a row after the other.</param>
    /// <returns>Null if there are too few rows, or targets that do not vary.</returns>
    public static Reference? Of<T>(Matrix<T> inputs, double[] targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.RowCount, columns = inputs.ColumnCount, outputs = targets.Length / rows;
        if (rows < FewestRows || columns == 0)
            return null;
        var random = new RandomStream(seed: 1);
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle<int>(order);
        double single = Strengths(inputs, order, rows, Standardised(targets, outputs, order, rows)).Max() / Math.Sqrt(rows);
        rows = Math.Min(rows, Math.Max(120, Math.Min(MostRows, MostElements / columns)));
        int train = 2 * rows / 3;
        order = order[..rows];
        double[][] y = [.. Standardised(targets, outputs, order, train).Where(column => column.AsSpan(0, train).ContainsAnyExcept(0.0)).Take(MostOutputs)];
        if (y.Length == 0)
            return null;
        double[][] x = Telling(inputs, order, train, y);
        if (x.Length == 0)
            return new Reference(0, 0, 0, 0);
        (double straight, double error) = Score(x, y, rows, train);
        (double curved, _) = Score([.. x, .. Hidden(x, rows, random)], y, rows, train);
        return new Reference(Math.Max(0, straight), Math.Max(0, curved), error, single);
    }

    /// <summary>
    /// A column in the new order, of mean 0 and deviation 1 over its first rows; what lies more than four deviations
    /// out is drawn in.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Standardise<T>(ReadOnlySpan<T> values, int step, int[] order, int train, double[] column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < column.Length; i++)
            column[i] = double.CreateTruncating(values[order[i] * step]);
        (_, _, double sum, double squares) = ColumnReader.Sums(column.AsSpan(0, train));
        double mean = column[0] + sum / train, variance = squares / train - sum / train * (sum / train);
        double scale = variance > 1e-24 * mean * mean && double.IsFinite(variance) ? 1 / Math.Sqrt(variance) : 0;
        for (int i = 0; i < column.Length; i++)
            column[i] = scale == 0 ? 0 : Math.Clamp((column[i] - mean) * scale, -4, 4);
        return column;
    }

    private static double[][] Standardised(double[] targets, int outputs, int[] order, int train)
        => [.. Enumerable.Range(0, outputs).Select(j => Standardise<double>(targets.AsSpan(j), outputs, order, train, new double[order.Length]))];

    private static double[] Standardise<T>(Matrix<T> inputs, int j, int[] order, int train, double[] column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Standardise<T>(inputs.Values().AsSpan(j * inputs.RowCount, inputs.RowCount), 1, order, train, column);

    /// <summary>
    /// How much each column goes with a target over the first rows; -1 if it does not vary. A column at a time, as new
    /// memory for all would cost more than the rest.
    /// </summary>
    private static double[] Strengths<T>(Matrix<T> inputs, int[] order, int train, double[][] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] strengths = new double[inputs.ColumnCount], column = new double[order.Length];
        for (int j = 0; j < strengths.Length; j++)
        {
            Standardise(inputs, j, order, train, column);
            strengths[j] = column.AsSpan(0, train).ContainsAnyExcept(0.0) ? 0 : -1;
            for (int k = 0; k < y.Length && strengths[j] >= 0; k++)
                strengths[j] = Math.Max(strengths[j], Math.Abs(Dot(column.AsSpan(0, train), y[k])));
        }

        return strengths;
    }

    /// <summary>The columns that vary; of many those that are most correlated with a target.</summary>
    private static double[][] Telling<T>(Matrix<T> inputs, int[] order, int train, double[][] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] strengths = Strengths(inputs, order, train, y);
        int[] varying = [.. Enumerable.Range(0, strengths.Length).Where(j => strengths[j] >= 0)];
        if (varying.Length > MostColumns)
            varying = [.. varying.OrderByDescending(j => strengths[j]).Take(MostColumns)];
        return [.. varying.Select(j => Standardise(inputs, j, order, train, new double[order.Length]))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[][] Hidden(double[][] x, int rows, RandomStream random)
    {
        // Sums of about 1.5, so that the units bend where the data are.
        double scale = 1.5 / Math.Sqrt(Math.Min(x.Length, 4));
        var units = new double[Units][];
        for (int unit = 0; unit < Units; unit++)
        {
            double[] sums = units[unit] = new double[rows];
            Array.Fill(sums, 2 * random.NextNormal());
            foreach (double[] column in x)
            {
                // Each unit sees up to four of the columns.
                if (x.Length <= 4 || random.NextDouble() * x.Length < 4)
                    AddScaled(scale * random.NextNormal() * (unit % 3 == 0 ? 2 : 1), column, sums);
            }

            for (int i = 0; i < rows; i++)
                sums[i] = Math.Tanh(sums[i]);
        }

        return units;
    }

    /// <summary>
    /// The variance explained of the rows that were not fitted, over all targets, for the better of two ridges.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Explained, double Error) Score(double[][] x, double[][] y, int rows, int train)
    {
        (double, double) best = (double.NegativeInfinity, 0);
        int n = x.Length;
        double[] means = [.. x.Select(column => column.AsSpan(0, train).ToArray().Average())];
        var gram = new double[n][];
        for (int i = 0; i < n; i++)
        {
            gram[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
                gram[i][j] = Dot(x[i].AsSpan(0, train), x[j]) - train * means[i] * means[j];
        }

        foreach (double ridge in (ReadOnlySpan<double>)[1, 30])
        {
            double[][] factor = [.. gram.Select(row => row.ToArray())];
            for (int i = 0; i < n; i++)
                factor[i][i] += ridge;
            Cholesky(factor);
            (double Explained, double) score = Score(x, y, rows, train, means, factor);
            if (score.Explained > best.Item1)
                best = score;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Explained, double Error) Score(double[][] x, double[][] y, int rows, int train, double[] means, double[][] factor)
    {
        int n = x.Length, held = rows - train;
        double residual = 0, total = 0, squares = 0;
        double[] weights = new double[n], predictions = new double[held];
        foreach (double[] target in y)
        {
            double mean = target.AsSpan(0, train).ToArray().Average(), offset = mean;
            for (int i = 0; i < n; i++)
                weights[i] = Dot(x[i].AsSpan(0, train), target) - train * means[i] * mean;
            Solve(factor, weights);
            for (int i = 0; i < n; i++)
                offset -= weights[i] * means[i];
            Array.Fill(predictions, offset);
            for (int i = 0; i < n; i++)
                AddScaled(weights[i], x[i].AsSpan(train, held), predictions);
            for (int i = 0; i < held; i++)
            {
                double off = target[train + i] - predictions[i], constant = target[train + i] - mean;
                (off, constant) = (off * off, constant * constant);
                residual += off;
                total += constant;
                squares += (constant - off) * (constant - off);
            }
        }

        double count = y.Length * held, gain = (total - residual) / count;
        return total > 0 ? ((total - residual) / total, Math.Sqrt(Math.Max(0, squares / count - gain * gain) / count) / (total / count)) : (0, 0);
    }

    /// <summary>In eight lanes on every machine, so that the bits are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector512<double> sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + Vector512<double>.Count <= x.Length; i += Vector512<double>.Count)
            sums += Vector512.Create(x[i..]) * Vector512.Create(y[i..]);
        double sum = Vector512.Sum(sums);
        for (; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] += factor * x[i];
    }

    /// <summary>The lower factor of a positive definite matrix, kept as its lower rows, in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cholesky(double[][] a)
    {
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[i][j] - Dot(a[i].AsSpan(0, j), a[j]);
                a[i][j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-12)) : rest / a[j][j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Solve(double[][] factor, double[] x)
    {
        int n = factor.Length;
        for (int i = 0; i < n; i++)
            x[i] = (x[i] - Dot(factor[i].AsSpan(0, i), x)) / factor[i][i];
        for (int i = n - 1; i >= 0; i--)
        {
            x[i] /= factor[i][i];
            AddScaled(-x[i], factor[i].AsSpan(0, i), x);
        }
    }
}
