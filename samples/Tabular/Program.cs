using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Csv;

// From a CSV file to a model that is scored, saved and loaded again. For a file of your own, put its name in the place
// of "iris.csv" (or give it as argument) and the name of its class column in the place of "species"; every other column
// is a feature. A column of text goes into Categories.
string file = args.Length > 0 ? args[0] : "iris.csv";
var options = new CsvOptions { Label = args.Length > 1 ? args[1] : "species", Categories = [], MissingFields = MissingFields.Refused };
Dataset<double> data = File.Exists(file) ? CsvFile.Read<double>(file, options) : CsvFile.Read<double>(Embedded(file), options, file);
Console.WriteLine(data);

// A part is put aside for the last test; nothing below is chosen by looking at it.
DataSplit<double> split = DataSplit<double>.Random(data, heldFraction: 0.2, seed: 1);

Console.WriteLine();
Console.WriteLine("1. Which width? Cross-validation on the training part: scaling and training see four fifths of it, the score is from the last fifth");
int[] widths = [2, 8, 32];
double[] means = new double[widths.Length];
for (int i = 0; i < widths.Length; i++)
{
    CrossValidationResult<double> result = CrossValidation.Run(split.Training, folds: 5, training =>
    {
        Network<double> network = NewNetwork(training, widths[i]);
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), Options()).Fit(training);
        return network;
    }, seed: 1);
    means[i] = result.Mean;
    Console.WriteLine($"   {widths[i],2} units: {result}");
}

int best = widths[Array.IndexOf(means, means.Max())];

Console.WriteLine();
Console.WriteLine($"2. The network with {best} units, trained on the whole training part");
Network<double> model = NewNetwork(split.Training, best);
Console.WriteLine(TrainingProgress.Fit(model, new SoftmaxCrossEntropy<double>(), Options(), split.Training));

Console.WriteLine();
Console.WriteLine("3. Samples it has never seen");
Console.WriteLine(new ConfusionMatrix(model.Classify(split.Held.X), split.Held.ToLabels(), data.ClassNames!.Count, data.ClassNames));

Console.WriteLine();
Console.WriteLine("4. Saved and loaded: the scaling is part of the model, so it takes the columns of the file as they are");
string path = Path.Combine(Path.GetTempPath(), $"tabular-{Environment.ProcessId}.safetensors");
model.Save(path);
Network<double> loaded = Network.Load<double>(path);
File.Delete(path);
Matrix<double> p = loaded.Predict(split.Held.X);
Console.WriteLine($"   the same predictions to the bit: {p.Equals(model.Predict(split.Held.X))}");
for (int i = 0; i < 3; i++)
{
    IEnumerable<string> shares = data.ClassNames.Select((name, c) => FormattableString.Invariant($"{name} {100 * p[i, c],5:F1} %"));
    Console.WriteLine($"   {string.Join("  ", shares)}   is {data.ClassNames[split.Held.ToLabels()[i]]}");
}

// Standardize is fitted to the data it is given: the training part of a fold, or of the final split.
static Network<double> NewNetwork(Dataset<double> training, int units)
    => Network.WithInputs<double>(training.X.ColumnCount).Standardize(training.X).Dense(units).ReLU().Dense(training.Y.ColumnCount).Softmax().Build(seed: 1);

static TrainingOptions Options() => new() { Optimizer = new Adam { LearningRate = 0.01 }, Epochs = 100, BatchSize = 16 };

static Stream Embedded(string name)
    => typeof(Program).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"There is no file '{name}'.", name);
