using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet;

/// <summary>
/// A straight line and one on random hidden units, by least squares with a small ridge. Rows pass one after the other
/// and leave only their products, as new memory for all hidden units would cost more than the rest.
/// </summary>
/// <remarks>Random hidden units: Rahimi and Recht, "Weighted sums of random kitchen sinks", 2008.</remarks>
internal sealed class ReferenceFit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Units = 48;
    private const int Lanes = 8;
    private const double Ridge = 10;

    private readonly FittedColumn<T>[] _x;
    private readonly double[][] _y;
    private readonly int[] _order;
    private readonly int _train;
    private readonly double[] _biases = new double[Units];
    private readonly double[][] _weights;
    private readonly int _all;
    private readonly double[] _row;

    /// <param name="x">Columns of inputs.</param>
    /// <param name="y">Columns of targets, of mean 0 and deviation 1, in order.</param>
    /// <param name="order">The rows in order.</param>
    /// <param name="train">How many of the rows are fitted; the others score.</param>
    /// <param name="random">Where hidden units come from.</param>
    public ReferenceFit(FittedColumn<T>[] x, double[][] y, int[] order, int train, RandomStream random)
    {
        (_x, _y, _order, _train, _all) = (x, y, order, train, x.Length + Units);
        _row = new double[Padded(_all + y.Length)];
        _weights = [.. x.Select(_ => new double[Units])];

        // Sums of about 1.5, so that the units bend where the data are.
        double scale = 1.5 / Math.Sqrt(Math.Min(x.Length, 4));
        for (int unit = 0; unit < Units; unit++)
        {
            _biases[unit] = 2 * random.NextNormal();
            foreach (double[] weights in _weights)
            {
                // Each unit sees up to four of the columns.
                if (x.Length <= 4 || random.NextDouble() * x.Length < 4)
                    weights[unit] = scale * random.NextNormal() * (unit % 3 == 0 ? 2 : 1);
            }
        }
    }

    /// <summary>
    /// The variance explained of the rows that were not fitted, over all targets, and its standard error: of the
    /// straight line, and with hidden units.
    /// </summary>
    public ((double Explained, double Error) Straight, (double Explained, double Error) Curved) Scores()
    {
        // On the stack: at most 100 columns, of products the lower half.
        Span<double> means = stackalloc double[_row.Length], products = stackalloc double[Start(_all + _y.Length)];
        AddProducts(means, products);
        for (int i = 0; i < _all; i++)
            Row(products, i)[i] += Ridge;
        Cholesky(products);

        // The equations of the straight line are the first of all.
        return (Scored(_x.Length, means, products), Scored(_all, means, products));
    }

    /// <summary>Sums over the fitted rows of products of deviations from the means.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddProducts(Span<double> means, Span<double> products)
    {
        int columns = _all + _y.Length;
        for (int i = 0; i < _train; i++)
        {
            Fill(i);
            AddScaled(1, _row, means);
            for (int j = 0; j < columns; j++)
                AddScaled(_row[j], _row, Row(products, j));
        }

        for (int j = 0; j < means.Length; j++)
            means[j] /= _train;
        for (int j = 0; j < columns; j++)
            AddScaled(-_train * means[j], means, Row(products, j));
    }

    /// <summary>The fit on so many of the columns, scored on the rows that were not fitted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Explained, double Error) Scored(int columns, ReadOnlySpan<double> means, Span<double> products)
    {
        var weights = new double[_y.Length][];
        for (int k = 0; k < weights.Length; k++)
            Solve(products, weights[k] = Row(products, _all + k)[..columns].ToArray());
        double residual = 0, total = 0, squares = 0;
        for (int i = _train; i < _order.Length; i++)
        {
            Fill(i);
            AddScaled(-1, means, _row);
            for (int k = 0; k < weights.Length; k++)
            {
                double constant = _row[_all + k], off = constant - Reference.Dot(weights[k], _row);
                (off, constant) = (off * off, constant * constant);
                residual += off;
                total += constant;
                squares += (constant - off) * (constant - off);
            }
        }

        double count = _y.Length * (_order.Length - _train), gain = (total - residual) / count;
        return total > 0 ? ((total - residual) / total, Math.Sqrt(Math.Max(0, squares / count - gain * gain) / count) / (total / count)) : (0, 0);
    }

    /// <summary>Inputs, hidden units and targets of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int i)
    {
        Span<double> units = _row.AsSpan(_x.Length, Units);
        _biases.CopyTo(units);
        for (int j = 0; j < _x.Length; j++)
        {
            _row[j] = _x[j].At(_order[i]);
            AddScaled(_row[j], _weights[j], units);
        }

        // A bounded curve like tanh, for which every machine has instructions.
        for (int j = 0; j < Units; j += Lanes)
        {
            Vector512<double> sum = Vector512.Create<double>(units[j..]);
            (sum / Vector512.Sqrt(Vector512<double>.One + sum * sum)).CopyTo(units[j..]);
        }

        for (int k = 0; k < _y.Length; k++)
            _row[_all + k] = _y[k][i];
    }

    /// <summary>Element by element, so that vectors of any width give the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0;
        for (; i + Lanes <= y.Length; i += Lanes)
            (Vector512.Create<double>(y[i..]) + factor * Vector512.Create(x[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++)
            y[i] += factor * x[i];
    }

    private static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>Where a row of the lower half of a matrix begins, each padded.</summary>
    private static int Start(int row) => Padded(row + 1) * (row / Lanes * (Lanes / 2) + row % Lanes);

    private static Span<double> Row(Span<double> a, int row) => a.Slice(Start(row), Padded(row + 1));

    /// <summary>The lower factor of a positive definite matrix, in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cholesky(Span<double> a)
    {
        for (int i = 0; i < _all; i++)
        {
            Span<double> row = Row(a, i);
            for (int j = 0; j <= i; j++)
            {
                Span<double> other = Row(a, j);
                double rest = row[j] - Reference.Dot(row[..j], other);
                row[j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-12)) : rest / other[j];
            }
        }
    }

    private static void Solve(Span<double> factor, double[] x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = (x[i] - Reference.Dot(Row(factor, i)[..i], x)) / Row(factor, i)[i];
        for (int i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= Row(factor, i)[i];
            AddScaled(-x[i], Row(factor, i), x.AsSpan(0, i));
        }
    }
}

/// <summary>
/// A column where it lies, scaled when it is read; what lies more than four deviations out is drawn in.
/// </summary>
internal sealed class FittedColumn<T>(T[] values, int first, double mean, double scale)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public double At(int row) => Of(double.CreateTruncating(values[first + row]));

    public double Of(double value) => scale == 0 ? 0 : Math.Clamp((value - mean) * scale, -4, 4);
}
