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

    /// <summary>How many rows are fitted and scored.</summary>
    public static int Rows(int columns) => Math.Max(120, Math.Min(MostRows, MostElements / columns));

    /// <summary>Fits both.</summary>
    /// <param name="inputs">Inputs, <c>rows x columns</c>.</param>
    /// <param name="targets">Targets, a row after the other.</param>
    /// <param name="single">The largest correlation, asked for where both find nothing.</param>
    /// <returns>Null if there are too few rows, or targets that do not vary.</returns>
    public static Reference? Of<T>(Matrix<T> inputs, double[] targets, Func<double> single)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.RowCount, outputs = targets.Length / rows, train = 2 * rows / 3;
        if (rows < FewestRows || inputs.ColumnCount == 0)
            return null;
        var random = new RandomStream(seed: 1);
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle<int>(order);
        double[][] y = [.. Standardised(targets, outputs, order, train).Where(column => column.AsSpan(0, train).ContainsAnyExcept(0.0)).Take(MostOutputs)];
        if (y.Length == 0)
            return null;
        FittedColumn<T>[] x = Telling(inputs, order, train, y);
        if (x.Length == 0)
            return new Reference(0, 0, 0, 0);
        ((double straight, double error), (double curved, _)) = new ReferenceFit<T>(x, y, order, train, random).Scores();
        (straight, curved) = (Math.Max(0, straight), Math.Max(0, curved));
        var found = new Reference(straight, curved, error, single: 0);
        return found.FindsSomething ? found : new Reference(straight, curved, error, single());
    }

    /// <summary>The largest correlation of one column with one target, in standard errors.</summary>
    /// <param name="inputs">Inputs, <c>rows x columns</c>.</param>
    /// <param name="targets">Targets, a row after the other.</param>
    public static double Single<T>(Matrix<T> inputs, double[] targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.RowCount;
        int[] order = [.. Enumerable.Range(0, rows)];
        double[][] y = Standardised(targets, targets.Length / rows, order, rows);
        return Strengths(inputs, order, rows, y, new FittedColumn<T>[inputs.ColumnCount]).Max() / Math.Sqrt(rows);
    }

    /// <summary>A column in the new order, of mean 0 and deviation 1 over its first rows.</summary>
    /// <returns>The same column where it lies, if its values lie side by side.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FittedColumn<T> Standardise<T>(T[] values, int first, int step, int[] order, int train, Span<double> column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < column.Length; i++)
            column[i] = double.CreateTruncating(values[first + order[i] * step]);
        (_, _, double sum, double squares) = ColumnReader.Sums(column[..train]);
        double mean = column[0] + sum / train, variance = squares / train - sum / train * (sum / train);
        double scale = variance > 1e-24 * mean * mean && double.IsFinite(variance) ? 1 / Math.Sqrt(variance) : 0;
        var fitted = new FittedColumn<T>(values, first, mean, scale);
        for (int i = 0; i < column.Length; i++)
            column[i] = fitted.Of(column[i]);
        return fitted;
    }

    private static double[][] Standardised(double[] targets, int outputs, int[] order, int train)
    {
        var columns = new double[outputs][];
        for (int j = 0; j < outputs; j++)
            Standardise(targets, j, outputs, order, train, columns[j] = new double[order.Length]);
        return columns;
    }

    /// <summary>
    /// How much each column goes with a target over the first rows; -1 if it does not vary. A column at a time, on the
    /// stack: they have up to 4,000 rows.
    /// </summary>
    private static double[] Strengths<T>(Matrix<T> inputs, int[] order, int train, double[][] y, FittedColumn<T>[] columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var strengths = new double[columns.Length];
        Span<double> column = stackalloc double[order.Length];
        for (int j = 0; j < strengths.Length; j++)
        {
            columns[j] = Standardise(inputs.Values(), j * inputs.RowCount, 1, order, train, column);
            strengths[j] = column[..train].ContainsAnyExcept(0.0) ? 0 : -1;
            for (int k = 0; k < y.Length && strengths[j] >= 0; k++)
                strengths[j] = Math.Max(strengths[j], Math.Abs(Dot(column[..train], y[k])));
        }

        return strengths;
    }

    /// <summary>The columns that vary; of many those that are most correlated with a target.</summary>
    private static FittedColumn<T>[] Telling<T>(Matrix<T> inputs, int[] order, int train, double[][] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = new FittedColumn<T>[inputs.ColumnCount];
        double[] strengths = Strengths(inputs, order, train, y, columns);
        int[] varying = [.. Enumerable.Range(0, strengths.Length).Where(j => strengths[j] >= 0)];
        if (varying.Length > MostColumns)
            varying = [.. varying.OrderByDescending(j => strengths[j]).Take(MostColumns)];
        return [.. varying.Select(j => columns[j])];
    }

    /// <summary>In eight lanes on every machine, so that the bits are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
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
}
