using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>
/// The mistake: the mean over the samples of (w if the state is the most probable one, else 0)^2. Argmax is a step; its
/// slope is 0.
/// </summary>
internal sealed class HardStateLoss(int state, double[] weights) : Loss<double>
{
    public override RowWeighting RowWeighting => RowWeighting.Ignored;

    public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
    {
        gradient.Clear();
        int[] labels = Labels.FromPredictions(predictions);
        return labels.Zip(weights).Where(pair => pair.First == state).Sum(pair => pair.Second * pair.Second) / labels.Length;
    }
}

/// <summary>
/// The mean over the samples of (w p)^2 with p the probability of the state; its gradient with respect to p is 2 w^2 p
/// / N.
/// </summary>
internal sealed class StateWeightedLoss(int state, double[] weights) : Loss<double>
{
    public override RowWeighting RowWeighting => RowWeighting.Ignored;

    public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
    {
        int n = predictions.RowCount;
        gradient.Clear();
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double p = predictions[i, state];
            double square = weights[i] * weights[i];
            sum += square * p * p;
            gradient[i, state] = 2 * square * p / n;
        }

        return sum / n;
    }
}
