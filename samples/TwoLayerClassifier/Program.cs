using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

Console.WriteLine("1. Where dW2 comes from: a batch of 4 through 2 -> 3 -> ReLU -> 3 -> softmax");
(Matrix<double> x, int[] labels) = Spirals.Make(seed: 0);
Network<double> small = Network.WithInputs<double>(2).Dense(3).ReLU().Dense(3).Softmax().Build(seed: 2);
Matrix<double> four = Samples.FromRows<double>([.. new[] { 40, 90, 160, 260 }.Select(i => x.Row(i).ToArray())]);
Matrix<double> targets = Labels.ToOneHot<double>([0, 0, 1, 2], classes: 3);
Explanation<double> batch = small.Explain(new SoftmaxCrossEntropy<double>(), four, targets);
Matrix<double> hidden = batch.Layers[2].Input;
Matrix<double> scoreGradient = (batch.Predictions - targets) / 4;
Matrix<double> byHand = hidden.TransposeThisAndMultiply(scoreGradient);
Console.WriteLine("   W2 meets the loss through scores = a1 W2 + b2 alone, so dW2 = a1' dScores,");
Console.WriteLine("   and dScores = (softmax(scores) - targets) / N, the average over the batch:");
Console.Write(byHand.ToMatrixString("F5", CultureInfo.InvariantCulture));
Console.WriteLine($"   largest difference to the network's own: {(byHand - batch.Layers[2].Parameters[0].Gradient).Enumerate().Max(Math.Abs):E0}");
Console.WriteLine(GradientCheck.Run(small, new SoftmaxCrossEntropy<double>(), four, targets));

Console.WriteLine();
Console.WriteLine("2. Why the average: rate 0.01 for batches of 10 and of 200, 40 epochs of digits");
(Matrix<float> images, int[] digits) = DigitImages.Load();
DataSplit<float> split = DataSplit<float>.Random(new Dataset<float>(images, digits, classes: 10), heldFraction: 0.25, seed: 1);
foreach (Loss<float> loss in new Loss<float>[] { new SoftmaxCrossEntropy<float>(), new SummedCrossEntropy<float>() })
{
    foreach (int batchSize in new[] { 10, 200 })
    {
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.01, Momentum = 0.9 }, Epochs = 40, BatchSize = batchSize };
        Network<float> network = Network.WithInputs<float>(64).Dense(64).ReLU().Dense(10).Softmax().Build(seed: 1);
        TrainingResult result = new Trainer<float>(network, loss, options).Fit(split.Training);
        Console.WriteLine(FormattableString.Invariant($"   {loss,-20} batch {batchSize,3}: {result.StopReason}, test accuracy {100 * Accuracy(network):F1} %"));
        foreach (Finding finding in result.Findings.Where(f => f.Severity > Severity.Information).Take(1))
            Console.WriteLine(finding);
    }
}

Console.WriteLine();
Console.WriteLine("3. The two-layer network on digits, with L2 and a rate that decays by 0.95 an epoch");
Network<float> twoLayer = Network.WithInputs<float>(64).Dense(64).ReLU().Dense(10).Softmax().Build(seed: 1);
Fit(twoLayer, new Print());
Console.WriteLine(new ConfusionMatrix(twoLayer.Classify(split.Held.X), Labels.FromPredictions(split.Held.Y), classes: 10));

Console.WriteLine();
Console.WriteLine("4. What the hidden layer brings: accuracy of the linear and of the two-layer classifier");
Network<float> linear = Network.WithInputs<float>(64).Dense(10).Softmax().Build(seed: 1);
Fit(linear, null);
Network<double> straight = OnSpiral(Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1));
Network<double> bent = OnSpiral(Network.WithInputs<double>(2).Dense(100).ReLU().Dense(3).Softmax().Build(seed: 1));
Console.WriteLine(FormattableString.Invariant($"   digits  {100 * Accuracy(linear),5:F1} %   {100 * Accuracy(twoLayer),5:F1} %   (test samples)"));
Console.WriteLine(FormattableString.Invariant($"   spiral  {100 * Metrics.Accuracy(straight.Classify(x), labels),5:F1} %   ")
    + FormattableString.Invariant($"{100 * Metrics.Accuracy(bent.Classify(x), labels),5:F1} %"));

double Accuracy(Network<float> network) => Metrics.Accuracy(network.Classify(split.Held.X), Labels.FromPredictions(split.Held.Y));

void Fit(Network<float> network, IProgress<EpochRecord>? progress)
{
    var options = new TrainingOptions
    {
        Optimizer = new Sgd { LearningRate = new ExponentialDecay(0.1, 0.95), Momentum = 0.9 },
        L2 = 1e-4,
        Epochs = 20,
        BatchSize = 32,
        Progress = progress,
    };
    new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), options).Fit(split.Training, split.Held);
}

Network<double> OnSpiral(Network<double> network)
{
    var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 1 }, L2 = 0.001, Epochs = 2000, BatchSize = 300 };
    new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(x, labels);
    return network;
}

internal sealed class Print : IProgress<EpochRecord>
{
    public void Report(EpochRecord record) => Console.WriteLine(record);
}
