using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Plots;

// Draws the pictures of the documentation, each from a training that takes a second: as PNG where the documentation
// shows them, or as PNG and SVG in a folder given as argument.
string folder = args.Length > 0 ? args[0] : Path.Combine(RepositoryFolder(), "src", "NeuralNet.Plots", "images");
Directory.CreateDirectory(folder);

(Matrix<float> images, int[] digits) = DigitImages.Load();
DataSplit<float> data = DataSplit<float>.Random(new Dataset<float>(images, digits, classes: 10), heldFraction: 0.25, seed: 1);
var reader = Network.WithInputs<float>(64).Dense(32).ReLU().Dense(10).Softmax().Build(seed: 1);
var options = new TrainingOptions
{
    Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.9 },
    Epochs = 200,
    EarlyStopping = new EarlyStopping(Patience: 15),
    L2 = 0.001,
};
TrainingResult result = new Trainer<float>(reader, new SoftmaxCrossEntropy<float>(), options).Fit(data.Training, data.Held);
Save("learning-curves", Picture.OfLearningCurves(result));
Save("confusion-matrix", Picture.OfConfusionMatrix(new ConfusionMatrix(reader.Classify(data.Held.X), Labels.FromPredictions(data.Held.Y), classes: 10)));
Save("weights", Picture.OfWeights((Dense<float>)reader.Layers[0]));

(Matrix<double> points, int[] arms) = Spirals.Make(seed: 0);
var spiral = Network.WithInputs<double>(2).Dense(100).ReLU().Dense(3).Softmax().Build(seed: 1);
new Trainer<double>(spiral, new SoftmaxCrossEntropy<double>(), new TrainingOptions
{
    Optimizer = new Adam { LearningRate = 0.01 },
    Epochs = 300,
}).Fit(points, arms);
Save("decision-boundary", Picture.OfDecisionBoundary(spiral, points, arms, featureNames: ["x", "y"], classNames: ["first arm", "second arm", "third arm"]));

Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
var xor = Network.WithInputs<double>(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed: 1);
new Trainer<double>(xor, new BinaryCrossEntropy<double>(), new TrainingOptions
{
    Optimizer = new Adam { LearningRate = 0.1 },
    Epochs = 300,
}).Fit(x, [0, 1, 1, 0]);
Save("network", Picture.OfNetwork(xor, inputNames: ["a", "b"], outputNames: ["a xor b"]));

HowSure.Draw(Save);

void Save(string name, Picture picture)
{
    picture.SavePng(Path.Combine(folder, name + ".png"));
    if (args.Length > 0)
        picture.SaveSvg(Path.Combine(folder, name + ".svg"));
    Console.WriteLine(Path.Combine(folder, name + ".png"));
}

// A deterministic build does not know where its sources lie: the folder is found from where the program runs.
static string RepositoryFolder()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NeuralNet.sln")))
        folder = folder.Parent;
    return folder?.FullName ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds NeuralNet.sln.");
}
