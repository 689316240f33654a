namespace NeuralNet.Uncertainty.Tests;

/// <summary>Samples that tests train on.</summary>
internal static class Sets
{
    public static Matrix<double> Normal(int rows, int columns, int seed)
    {
        var random = new RandomStream(seed);
        return Matrix<double>.Build.Dense(rows, columns, (_, _) => random.NextNormal());
    }

    /// <summary>y = sin(x) with noise whose deviation grows with |x|.</summary>
    public static (Matrix<double> X, Matrix<double> Y) Noisy(int rows, int seed)
    {
        var random = new RandomStream(seed, index: 1);
        Matrix<double> x = Matrix<double>.Build.Dense(rows, 1, (_, _) => 4 * random.NextDouble() - 2);
        return (x, x.Map(value => Math.Sin(2 * value) + (0.1 + 0.2 * Math.Abs(value)) * random.NextNormal()));
    }

    /// <summary>Two classes whose log odds are a straight line.</summary>
    public static (Matrix<double> X, int[] Labels) Classes(int rows, int seed)
    {
        var random = new RandomStream(seed, index: 2);
        Matrix<double> x = Matrix<double>.Build.Dense(rows, 2, (_, _) => random.NextNormal());
        return (x, [.. Enumerable.Range(0, rows).Select(i => random.NextDouble() < 1 / (1 + Math.Exp(-2 * x[i, 0] + x[i, 1])) ? 1 : 0)]);
    }
}
