using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my XOR network stops after one step, and when I repair that it never gets there."
Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
Matrix<double> y = Samples.FromRows<double>([[0], [1], [1], [0]]);

Console.WriteLine("1. The stop test on signed errors");
Network<double> network = FromTheQuestion();
Matrix<double> error = y - network.Predict(x);
Console.WriteLine($"   before any training (error < 0.3).any() says stop: {error.Exists(e => e < 0.3)}");
Console.WriteLine($"   the mean absolute error, which it was meant to test: {Metrics.MeanAbsoluteError(network.Predict(x), y):F3}");

Console.WriteLine();
Console.WriteLine("2. The gradient of the squared error with the wrong sign: every step climbs");
Loss<double> climbing = Loss.FromFunction<double>((p, t) => ((p - t).PointwisePower(2).RowSums().Sum() / p.RowCount, 2 * (t - p) / p.RowCount));
Console.WriteLine(Train(FromTheQuestion(), climbing, rate: 0.1, epochs: 2_000));

Console.WriteLine();
Console.WriteLine("3. A sigmoid output and the mean absolute error as stop test, from the same weights");
network = FromTheQuestion();
Console.WriteLine(Train(network, new MeanSquaredError<double>(), rate: 0.1, epochs: 20_000));
Console.WriteLine();
Console.WriteLine("   with a rate of 2 in place of 0.1: " + Train(FromTheQuestion(), new MeanSquaredError<double>(), rate: 2, epochs: 20_000).StopMessage);

Console.WriteLine();
Console.WriteLine("4. Four hidden units, momentum, a threshold of 0.05");
network = Network.WithInputs<double>(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed: 1);
var options = new TrainingOptions
{
    Optimizer = new Sgd { LearningRate = 0.5, Momentum = 0.9 },
    Epochs = 10_000,
    BatchSize = 4,
    StopWhenMeanAbsoluteErrorBelow = 0.05,
    Progress = new EveryHundredth(),
};
Console.WriteLine(new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, y));

Console.WriteLine();
Console.WriteLine("    a  b   a xor b   network   error");
Matrix<double> p = network.Predict(x);
for (int i = 0; i < 4; i++)
    Console.WriteLine(FormattableString.Invariant($"    {x[i, 0]}  {x[i, 1]}   {y[i, 0],7}   {p[i, 0],7:F4}   {Math.Abs(p[i, 0] - y[i, 0]):F4}"));

TrainingResult Train(Network<double> network, Loss<double> loss, double rate, int epochs)
{
    var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = rate }, Epochs = epochs, BatchSize = 4, StopWhenMeanAbsoluteErrorBelow = 0.3 };
    return new Trainer<double>(network, loss, options).Fit(x, y);
}

// The weights of the question: numpy's random numbers for seed 0.
static Network<double> FromTheQuestion()
{
    var hidden = new Dense<double>(2, 2);
    hidden.Weights.SetSubMatrix(0, 0, Samples.FromRows<double>([[0.5488135039273248, 0.7151893663724195], [0.6027633760716439, 0.5448831829968969]]));
    var last = new Dense<double>(2, 1);
    last.Weights.SetSubMatrix(0, 0, Samples.FromRows<double>([[0.4236547993389047], [0.6458941130666561]]));
    return new Network<double>(2, [hidden, new Sigmoid<double>(), last, new Sigmoid<double>()]);
}

internal sealed class EveryHundredth : IProgress<EpochRecord>
{
    public void Report(EpochRecord record)
    {
        if (record.Epoch % 100 == 1)
            Console.WriteLine(record);
    }
}
