using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// Trains XOR, saves it, loads it and predicts: the whole way of a small application, for publishing it trimmed or ahead
// of time.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["measure"])
    return Measure();

string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
Matrix<float> x = Samples.FromRows<float>([[0, 0], [0, 1], [1, 0], [1, 1]]);
Matrix<float> y = Samples.FromRows<float>([[0], [1], [1], [0]]);
var network = Network.WithInputs<float>(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed: 1);
var options = new TrainingOptions
{
    Optimizer = new Sgd { LearningRate = 0.5, Momentum = 0.9 },
    Epochs = 10_000,
    BatchSize = 4,
    StopWhenMeanAbsoluteErrorBelow = 0.05,
};
TrainingResult result = new Trainer<float>(network, new MeanSquaredError<float>(), options).Fit(x, y);
network.Save(path);
string file = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))[..16];
Matrix<float> predictions = Network.Load<float>(path).Predict(x);
File.Delete(path);
Console.WriteLine(result.StopMessage);
for (int i = 0; i < x.RowCount; i++)
    Console.WriteLine($"{x[i, 0]}  {x[i, 1]}  {predictions[i, 0]:F4}");
Console.WriteLine($"the file begins its SHA-256 with {file}; loaded, the network predicts "
    + $"{(predictions.Equals(network.Predict(x)) ? "the same" : "SOMETHING ELSE")}");
return predictions.Equals(network.Predict(x)) && (predictions - y).L1Norm() < 0.4 ? 0 : 1;

// Microseconds of the work a service or a trainer does, with the vectors this build of the program uses.
static int Measure()
{
    int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
    Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeCompiled ? "compiled at run time" : "compiled ahead of time")}, vectors of {bits} bits");
    var network = Network.WithInputs<float>(784).Dense(300).ReLU().Dense(10).Softmax().Build(seed: 1);
    Matrix<float> x = Matrix<float>.Build.Dense(256, 784, (i, j) => (i * 31 + j * 17) % 256 / 255f);
    int[] labels = [.. Enumerable.Range(0, 256).Select(i => i % 10)];
    float[] row = x.Row(0).ToArray();
    var outputs = new float[10];
    var options = new TrainingOptions { Epochs = 1, BatchSize = 32, Threads = 1, Diagnostics = Diagnostics.Off };
    var trainer = new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), options);
    Report("one sample predicted, 784-300-10", () => network.Predict(row, outputs));
    Report("256 samples predicted", () => network.Predict(x));
    Report("an epoch of 8 steps of 32 samples", () => trainer.Fit(x, labels));
    return 0;
}

// The median of a second and a half of runs, after half a second to warm up.
static void Report(string what, Action action)
{
    var microseconds = new List<double>();
    var total = Stopwatch.StartNew();
    while (total.Elapsed.TotalSeconds < 2)
    {
        var one = Stopwatch.StartNew();
        action();
        if (total.Elapsed.TotalSeconds > 0.5)
            microseconds.Add(one.Elapsed.TotalMicroseconds);
    }

    microseconds.Sort();
    Console.WriteLine($"{what,-36}{microseconds[microseconds.Count / 2],10:F1} us");
}
