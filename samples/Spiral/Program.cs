using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my softmax classifier on the spiral does not learn": its loop that fills X was left out, so all
// samples are (0, 0).
(Matrix<double> x, int[] labels) = Spirals.Make(seed: 0);

Console.WriteLine("1. As in the question: labels, but all features 0");
Console.WriteLine(Train(Linear(), x * 0, epochs: 200));

Console.WriteLine();
Console.WriteLine("2. The linear softmax classifier on the real spiral: 200 steps with all samples");
Network<double> linear = Linear();
Console.WriteLine(Train(linear, x, epochs: 200));
Show(linear);

Console.WriteLine();
Console.WriteLine("3. Straight lines cannot do better; 100 hidden units can");
Network<double> network = Network.WithInputs<double>(2).Dense(100).ReLU().Dense(3).Softmax().Build(seed: 1);
Console.WriteLine(Train(network, x, epochs: 2000));
Show(network);

static Network<double> Linear() => Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);

TrainingResult Train(Network<double> network, Matrix<double> x, int epochs)
{
    var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 1 }, L2 = 0.001, Epochs = epochs, BatchSize = x.RowCount };
    return new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(x, labels);
}

// The plane as the network sees it, with the samples as letters: A should stand on dots, B on colons, C on dashes.
void Show(Network<double> network)
{
    const int width = 64, height = 24;
    var samples = new Dictionary<(int, int), int>();
    for (int i = 0; i < x.RowCount; i++)
        samples[((int)((1 - x[i, 1]) / 2 * (height - 1) + 0.5), (int)((x[i, 0] + 1) / 2 * (width - 1) + 0.5))] = labels[i];
    for (int row = 0; row < height; row++)
    {
        Matrix<double> line = Matrix<double>.Build.Dense(width, 2, (column, k) => k == 0 ? 2.0 * column / (width - 1) - 1 : 1 - 2.0 * row / (height - 1));
        Console.WriteLine("    " + string.Concat(network.Classify(line)
            .Select((label, column) => samples.TryGetValue((row, column), out int actual) ? "ABC"[actual] : ".:-"[label])));
    }
}
