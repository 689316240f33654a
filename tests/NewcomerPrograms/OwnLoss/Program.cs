using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// Being late costs three times as much as being early: the network learns the quantile of 3/4 instead of the mean.
var random = new Random(1);
Matrix<double> x = Matrix<double>.Build.Dense(1000, 1, (_, _) => random.NextDouble());
Matrix<double> minutes = Matrix<double>.Build.Dense(1000, 1, (i, _) => 10 + 5 * x[i, 0] + 4 * random.NextDouble());

var loss = new LateLoss();
var network = Network.WithInputs<double>(1).Dense(8).Tanh().Dense(1).Build(seed: 1);
GradientReport check = GradientCheck.Run(network, loss, x.SubMatrix(0, 20, 0, 1), minutes.SubMatrix(0, 20, 0, 1));
Console.WriteLine(check.IsCorrect ? "the gradient is right" : check.ToString());

var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 150 };
new Trainer<double>(network, loss, options).Fit(x, minutes);
Matrix<double> predicted = network.Predict(x);
double early = Enumerable.Range(0, 1000).Count(i => minutes[i, 0] < predicted[i, 0]) / 1000.0;
Console.WriteLine($"{100 * early:F0} % arrive before the time that was told them");
return check.IsCorrect && Math.Abs(early - 0.75) < 0.05 ? 0 : 1;

/// <summary>The mean over all samples of 3 (t - p) where t is later than p, and of p - t where it is earlier.</summary>
sealed class LateLoss : Loss<double>
{
    public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights, Matrix<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < predictions.RowCount; i++)
        {
            double late = targets[i, 0] - predictions[i, 0];
            sum += rowWeights[i] * (late > 0 ? 3 * late : -late);
            gradient[i, 0] = rowWeights[i] * (late > 0 ? -3 : 1);
        }

        return sum;
    }
}
