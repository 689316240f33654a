using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Plots;

// The question: "my 784-300-75-10 network reads MNIST badly." It need not, as below. Arguments, if any: the folder for
// the pictures, the folder of the data.
string pictures = args.Length > 0 ? args[0] : Path.Combine(SampleFolder(), "pictures");
Directory.CreateDirectory(pictures);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var digits = HandwrittenDigits.Load(args.Length > 1 ? args[1] : Path.Combine(SampleFolder(), "data"));
int pixels = digits.Training.X.ColumnCount;
Console.WriteLine($"{digits.Name}: {digits.Training.Count} training and {digits.Test.Count} test images of {pixels} pixels");

Console.WriteLine();
Console.WriteLine($"1. {pixels}-300-75-10 with ReLU: momentum 0.9, rate 0.1 that falls by 5 % an epoch, 10 epochs");
var runs = new List<(Network<float> Network, TrainingResult Result, double Accuracy)>();
foreach (int seed in new[] { 1, 2, 3 })
{
    var network = Network.WithInputs<float>(pixels).Dense(300).ReLU().Dense(75).ReLU().Dense(10).Softmax().Build(seed);
    var options = new TrainingOptions
    {
        Optimizer = new Sgd { LearningRate = new ExponentialDecay(0.1, 0.95), Momentum = 0.9 },
        BatchSize = digits.AreMnist ? 128 : 32,
        Epochs = 10,
        Seed = seed,
    };

    // The test images are scored after each epoch for the curve; nothing is chosen by them.
    TrainingResult result = TrainingProgress.Fit(network, new SoftmaxCrossEntropy<float>(), options, digits.Training, digits.Test);
    if (result.History.Count == 0)
        break;
    runs.Add((network, result, Accuracy(network)));
    Console.WriteLine($"   seed {seed}: test accuracy {100 * runs[^1].Accuracy:F2} % after {result.History.Count} epochs, {result.Elapsed.TotalSeconds:F1} s");

    // After Ctrl-C the rest is shown of what has been learned until then.
    if (result.StopReason == StopReason.Cancelled)
        break;
}

if (runs.Count == 0)
    return 1;

runs.Sort((a, b) => a.Accuracy.CompareTo(b.Accuracy));
(Network<float> median, TrainingResult course, double accuracy) = runs[runs.Count / 2];
Console.WriteLine($"   median test accuracy {100 * accuracy:F2} %");

Console.WriteLine();
Console.WriteLine($"2. {pixels}-100-100-10 with ReLU and Adam, as scikit-learn's benchmark of MNIST: until the training loss has not fallen by 0.0001 for 10 "
    + "epochs");
var peer = Network.WithInputs<float>(pixels).Dense(100).ReLU().Dense(100).ReLU().Dense(10).Softmax().Build(seed: 1);
TrainingResult adam = TrainingProgress.Fit(peer, new SoftmaxCrossEntropy<float>(), new TrainingOptions
{
    Optimizer = new Adam { LearningRate = 0.001 },
    BatchSize = 200,
    Epochs = 400,
    L2 = 1e-4 / 200,
    EarlyStopping = new EarlyStopping(Patience: 10) { MinimumImprovement = 1e-4 },
    Seed = 1,
}, digits.Training);
Console.WriteLine($"   test error {100 * (1 - Accuracy(peer)):F2} % after {adam.History.Count} epochs, {adam.Elapsed.TotalSeconds:F1} s"
    + (digits.AreMnist ? "; scikit-learn publishes 2.24 %" : ""));

Console.WriteLine();
Console.WriteLine("3. What the network of the median gets wrong");
int[] actual = digits.Test.ToLabels();
var confusion = new ConfusionMatrix(median.Classify(digits.Test.X), actual, classes: 10);
Console.WriteLine(confusion);
(int Row, int Predicted, double Probability)[] mistakes = Mistakes(median.Predict(digits.Test.X), actual);
Console.WriteLine($"{mistakes.Length} mistakes; the most certain one: a {actual[mistakes[0].Row]} read as {mistakes[0].Predicted} with a probability of "
    + $"{100 * mistakes[0].Probability:F2} %");

Console.WriteLine();
(int Row, int Predicted, double Probability)[] worst = [.. mistakes.Take(24)];
Save("learning-curves", Picture.OfLearningCurves(course));
Save("confusion-matrix", Picture.OfConfusionMatrix(confusion));
Save("most-confused", Picture.OfImages(
    digits.Test.Subset([.. worst.Select(mistake => mistake.Row)]).X,
    [.. worst.Select(mistake => $"{actual[mistake.Row]}, read as {mistake.Predicted}\n{100 * mistake.Probability:F1} %")],
    title: "The digits the network is most certainly wrong about"));
return 0;

double Accuracy(Network<float> network) => new ConfusionMatrix(network.Classify(digits.Test.X), digits.Test.ToLabels(), classes: 10).Accuracy;

void Save(string name, Picture picture)
{
    string path = Path.Combine(pictures, name + ".png");
    picture.SavePng(path);
    Console.WriteLine(path);
}

// The test images that are given another class, the most certain first.
static (int Row, int Predicted, double Probability)[] Mistakes(Matrix<float> probabilities, int[] actual)
    => [.. Labels.FromPredictions(probabilities)
        .Select((predicted, row) => (Row: row, Predicted: predicted, Probability: (double)probabilities[row, predicted]))
        .Where(answer => answer.Predicted != actual[answer.Row])
        .OrderByDescending(mistake => mistake.Probability)];

// A deterministic build does not know where its sources lie: the folder is found from where the program runs.
static string SampleFolder()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NeuralNet.sln")))
        folder = folder.Parent;
    return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds NeuralNet.sln."),
        "samples", "Mnist");
}
