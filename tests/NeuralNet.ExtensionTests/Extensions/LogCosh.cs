using System.Numerics;

namespace NeuralNet.ExtensionTests;

/// <summary>
/// The mean over all elements of log(cosh(a d)) / a, d = p - t: squared for small errors, absolute for large ones.
/// </summary>
internal sealed class LogCosh<T>(double sharpness = 1) : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override Description Describe() => new("LogCosh") { Settings = new Dictionary<string, double> { ["sharpness"] = sharpness } };

    /// <remarks>Gradient: tanh(a d) / (N*outputs).</remarks>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        double sum = 0;
        for (int i = 0; i < predictions.RowCount; i++)
        {
            double weight = double.CreateChecked(rowWeights[i]) / predictions.ColumnCount;
            for (int j = 0; j < predictions.ColumnCount; j++)
            {
                double d = sharpness * double.CreateChecked(predictions[i, j] - targets[i, j]);

                // log cosh d = |d| + log(1 + exp(-2|d|)) - log 2 does not overflow.
                sum += weight * (Math.Abs(d) + Math.Log(1 + Math.Exp(-2 * Math.Abs(d))) - Math.Log(2)) / sharpness;
                gradient[i, j] = T.CreateChecked(weight * Math.Tanh(d));
            }
        }

        return sum;
    }
}
