using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>
/// Flats with prices in euros: the floor area counts more the nearer the centre is, old and new houses are dearer than
/// those between, and there is noise.
/// </summary>
internal static class Flats
{
    /// <summary>The deviation of the noise in euros, which nobody can predict.</summary>
    public const double Noise = 15_000;

    /// <summary>
    /// X: area in square metres, distance from the centre in kilometres, year of construction. Y: price in euros.
    /// </summary>
    public static Dataset<double> Make(int count, int seed)
    {
        var random = new RandomStream(seed);
        Matrix<double> x = Matrix<double>.Build.Dense(count, 3);
        Matrix<double> y = Matrix<double>.Build.Dense(count, 1);
        for (int i = 0; i < count; i++)
        {
            double area = 30 + 120 * random.NextDouble(), distance = 20 * random.NextDouble(), year = 1900 + random.NextInteger(120);
            x.SetRow(i, [area, distance, year]);
            y[i, 0] = Value(area, distance, year) + Noise * random.NextNormal();
        }

        return new Dataset<double>(x, y);
    }

    /// <summary>The price without the noise, in euros.</summary>
    public static double Value(double area, double distance, double year) => area * (1500 + 4000 * Math.Exp(-distance / 6) + 0.3 * Math.Pow(year - 1970, 2));
}
