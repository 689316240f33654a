using System.Globalization;
using NeuralNet;
using NeuralNet.Csv;
using NeuralNet.Many;
using NeuralNet.Plots;

// Which rate, how many units, which activation for 150 irises? A search of 40 trials, watched while it runs.
using Stream file = typeof(Program).Assembly.GetManifestResourceStream("iris.csv")!;
Dataset<float> irises = CsvFile.Read<float>(file, new CsvOptions { Label = "species" }, "iris.csv");

// A part is put aside for the end: the best of 40 scores is a little too good.
DataSplit<float> end = DataSplit<float>.Random(irises, heldFraction: 0.3, seed: 7);

var space = new SearchSpace(
    new RealSetting("rate", 1e-4, 1e-1) { Scale = Scale.Logarithmic },
    new IntegerSetting("layers", 1, 2),
    new IntegerSetting("units", 2, 32) { Scale = Scale.Logarithmic },
    new IntegerSetting("second", 2, 16) { When = settings => settings.Integer("layers") == 2 },
    new ChoiceSetting("activation", "tanh", "relu"));

// Each trial is scored by cross-validation: the mean loss on five parts, none of which its network has seen.
var objective = new SearchObjective<float>("irises", DataSplit<float>.Folds(end.Training, 5), (settings, training, seed) =>
{
    NetworkBuilder<float> builder = Network.WithInputs<float>(4).Standardize(training.X);
    foreach (string layer in new[] { "units", "second" }.Where(settings.Has))
    {
        builder = builder.Dense(settings.Integer(layer));
        builder = settings.Choice("activation") == "tanh" ? builder.Tanh() : builder.ReLU();
    }

    return new Trainer<float>(builder.Dense(3).Softmax().Build(seed), new SoftmaxCrossEntropy<float>(), new TrainingOptions
    {
        Optimizer = new Adam { LearningRate = settings.Real("rate") },
        BatchSize = 16,
        Epochs = 60,
        Seed = seed,
    });
});

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    cancellation.Cancel();
};
var options = new SearchOptions { Method = new ParzenSearch(40), Journal = args.Length > 0 ? args[0] : null };
SearchResult<float> result = Watch.Search(space, objective, options, cancellation.Token);
Console.WriteLine(result);
if (result.Best is not { } best)
    return 1;

// The five networks of the best trial answer as one.
var ensemble = new Ensemble<float>(result.Networks);
double accuracy = ensemble.Classify(end.Held.X).Zip(Labels.FromPredictions(end.Held.Y)).Average(pair => pair.First == pair.Second ? 1.0 : 0);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"best: trial {best.Number}, loss {best.Outcome.Score:F4}; accuracy {100 * accuracy:F1} % on {end.Held.X.RowCount} irises put aside"));
string picture = Path.Combine(Path.GetTempPath(), "trials.png");
Picture.OfTrials([.. result.Trials.Select(trial => trial.Outcome.Score)]).SavePng(picture);
Console.WriteLine($"picture: {picture}");
return 0;
