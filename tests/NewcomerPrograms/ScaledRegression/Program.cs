using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// Prices in euros, which no network hits that starts near 0: they are scaled for the training and scaled back by the
// last layer.
var random = new Random(1);
Matrix<double> x = Matrix<double>.Build.Dense(400, 2, (_, j) => j == 0 ? 30 + 120 * random.NextDouble() : random.Next(1950, 2025));
Matrix<double> prices = Matrix<double>.Build.Dense(400, 1, (i, _) => 2500 * x[i, 0] + 12 * Math.Pow(x[i, 1] - 1950, 2) + 5000 * random.NextDouble());
DataSplit<double> split = DataSplit<double>.Random(new Dataset<double>(x, prices), heldFraction: 0.25, seed: 1);

var scaler = StandardScaler.Fit(split.Training.Y);
var network = Network.WithInputs<double>(2).Standardize(split.Training.X).Dense(24).Tanh().Dense(1).Build(seed: 1);
var options = new TrainingOptions
{
    Optimizer = new Adam { LearningRate = 0.01 },
    Epochs = 500,
    ValidationFraction = 0.2,
    EarlyStopping = new EarlyStopping(Patience: 30),
};
TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(split.Training.X, scaler.Transform(split.Training.Y));
Console.WriteLine(result.StopMessage);

var model = new Network<double>(2, [.. network.Layers, Scaling.Restore<double>(scaler)]);
Matrix<double> predicted = model.Predict(split.Held.X);
double error = Metrics.MeanAbsoluteError(predicted, split.Held.Y);
double rSquared = Metrics.RSquared(predicted, split.Held.Y);
Console.WriteLine($"off by {error:F0} euros on average, R2 {rSquared:F4}");
return rSquared > 0.98 && error < 8000 ? 0 : 1;
