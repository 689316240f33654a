using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>Three arms of a noisy spiral, 100 points each: no straight lines separate them.</summary>
internal static class Spirals
{
    public static (Matrix<double> X, int[] Labels) Make(int seed)
    {
        var random = new RandomStream(seed);
        var rows = new List<double[]>();
        var labels = new List<int>();
        for (int arm = 0; arm < 3; arm++)
        {
            for (int i = 0; i < 100; i++)
            {
                double radius = i / 99.0;
                double angle = 4 * (arm + radius) + 0.2 * random.NextNormal();
                rows.Add([radius * Math.Sin(angle), radius * Math.Cos(angle)]);
                labels.Add(arm);
            }
        }

        return (Samples.FromRows<double>(rows), [.. labels]);
    }
}
