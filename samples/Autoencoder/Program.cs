using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my autoencoder of sensor readings between 0 and 100 ends in sigmoids and its error stays large."
var random = new RandomStream(seed: 1);
Matrix<double> raw = Matrix<double>.Build.Dense(400, 8);
for (int i = 0; i < raw.RowCount; i++)
{
    // Eight readings that follow two hidden quantities: three hidden units are enough to code them.
    double a = random.NextDouble(), b = random.NextDouble();
    for (int j = 0; j < 8; j++)
        raw[i, j] = Math.Clamp(100 * (a * (7 - j) + b * j) / 7 + random.NextNormal(), 0, 100);
}

Console.WriteLine("1. Raw readings, 0 to 100");
Console.WriteLine(Train(NewNetwork(), raw));

Console.WriteLine();
Console.WriteLine("2. Readings divided by 100");
Network<double> network = NewNetwork();
Console.WriteLine(Train(network, raw / 100));

Console.WriteLine();
Matrix<double> restored = 100 * network.Predict(raw / 100);
Console.WriteLine(FormattableString.Invariant($"   mean absolute error in the units of the readings: {Metrics.MeanAbsoluteError(restored, raw):F2}"));
for (int i = 0; i < 3; i++)
{
    Console.WriteLine("   reading   " + Row(raw, i));
    Console.WriteLine("   restored  " + Row(restored, i));
}

static Network<double> NewNetwork() => Network.WithInputs<double>(8).Dense(3).Sigmoid().Dense(8).Sigmoid().Build(seed: 1);

// One sample at a time with momentum, as in the question.
static TrainingResult Train(Network<double> network, Matrix<double> x)
{
    var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.5, Momentum = 0.5 }, Epochs = 200, BatchSize = 1 };
    return new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, x);
}

static string Row(Matrix<double> matrix, int row) => string.Join(" ", matrix.Row(row).Select(value => FormattableString.Invariant($"{value,6:F1}")));
