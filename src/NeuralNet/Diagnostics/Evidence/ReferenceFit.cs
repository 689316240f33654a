using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet;

/// <summary>
/// A straight line and one on random hidden units, by least squares with a small ridge. Rows pass one after the other
/// and leave only their products, as new memory for all hidden units would cost more than the rest.
/// </summary>
/// <remarks>Random hidden units: Rahimi and Recht, "Weighted sums of random kitchen sinks", 2008.</remarks>
internal sealed class ReferenceFit
{
    private const int Units = 48;
    private const int Lanes = 8;
    private const double Ridge = 10;

    private readonly double[][] _x;
    private readonly double[][] _y;
    private readonly int _train;
    private readonly double[] _biases = new double[Units];
    private readonly double[][] _weights;
    private readonly int _all;
    private readonly double[] _row;

    /// <param name="x">Columns of inputs, of mean 0 and deviation 1.</param>
    /// <param name="y">Columns of targets, likewise.</param>
    /// <param name="train">How many of the rows are fitted; the others score.</param>
    /// <param name="random">Where hidden units come from.</param>
    public ReferenceFit(double[][] x, double[][] y, int train, RandomStream random)
    {
        (_x, _y, _train, _all) = (x, y, train, x.Length + Units);
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
        double[] means = new double[_row.Length];
        double[][] products = Products(means);
        for (int i = 0; i < _all; i++)
            products[i][i] += Ridge;
        Cholesky(products.AsSpan(0, _all));

        // The equations of the straight line are the first of all.
        return (Scored(_x.Length, means, products), Scored(_all, means, products));
    }

    /// <summary>Sums over the fitted rows of products of deviations from the means, the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double[][] Products(double[] means)
    {
        double[][] products = [.. Enumerable.Range(1, _all + _y.Length).Select(length => new double[Padded(length)])];
        for (int i = 0; i < _train; i++)
        {
            Fill(i);
            AddScaled(1, _row, means);
            for (int j = 0; j < products.Length; j++)
                AddScaled(_row[j], _row, products[j]);
        }

        for (int j = 0; j < means.Length; j++)
            means[j] /= _train;
        for (int j = 0; j < products.Length; j++)
            AddScaled(-_train * means[j], means, products[j]);
        return products;
    }

    /// <summary>The fit on so many of the columns, scored on the rows that were not fitted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Explained, double Error) Scored(int columns, double[] means, double[][] products)
    {
        var weights = new double[_y.Length][];
        for (int k = 0; k < weights.Length; k++)
            Solve(products, weights[k] = products[_all + k][..columns]);
        double residual = 0, total = 0, squares = 0;
        for (int i = _train; i < _y[0].Length; i++)
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

        double count = _y.Length * (_y[0].Length - _train), gain = (total - residual) / count;
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
            _row[j] = _x[j][i];
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

    /// <summary>The lower factor of a positive definite matrix, kept as its lower rows, in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cholesky(ReadOnlySpan<double[]> a)
    {
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = a[i][j] - Reference.Dot(a[i].AsSpan(0, j), a[j]);
                a[i][j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-12)) : rest / a[j][j];
            }
        }
    }

    private static void Solve(double[][] factor, double[] x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = (x[i] - Reference.Dot(factor[i].AsSpan(0, i), x)) / factor[i][i];
        for (int i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= factor[i][i];
            AddScaled(-x[i], factor[i], x.AsSpan(0, i));
        }
    }
}
