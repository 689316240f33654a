using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Csv;
using NeuralNet.Plots;

// An engineer's data: 308 measurements of the resistance of yachts' hulls in a towing tank. The folder for the picture
// may be given as argument.
string folder = args.Length > 0 ? args[0] : Path.GetTempPath();
var options = new CsvOptions { Targets = ["residuary_resistance"] };
using Stream file = typeof(Program).Assembly.GetManifestResourceStream("yacht.csv")!;
Dataset<double> data = CsvFile.Read<double>(file, options, "yacht.csv");
DataSplit<double> split = DataSplit<double>.Random(data, heldFraction: 0.15, seed: 1);
Console.WriteLine(data);

Console.WriteLine();
Console.WriteLine("1. As fitnet does: Levenberg-Marquardt, stopped by validation data, the best of five starts");
Network<double> network = NewNetwork(split.Training, units: 10);
TrainingResult result = Fit(network, split.Training, new TrainingOptions
{
    Optimizer = new LevenbergMarquardt(),
    Epochs = 1000,
    ValidationFraction = 0.15,
    EarlyStopping = new EarlyStopping(Patience: 6),
    Restarts = new Restarts(5),
});
Console.WriteLine(result);
Score(network);

Console.WriteLine();
Console.WriteLine("2. As trainbr does: Bayesian regularisation, which needs no validation data, the start of the largest evidence");
Network<double> bayesian = NewNetwork(split.Training, units: 10);
TrainingResult found = Fit(bayesian, split.Training, new TrainingOptions
{
    Optimizer = new BayesianRegularization(),
    Epochs = 300,
    Restarts = new Restarts(5),
});
Console.WriteLine(found);
Score(bayesian);
PredictionIntervals<double> held = bayesian.PredictIntervals(split.Held.X);
int within = Enumerable.Range(0, split.Held.Y.RowCount).Count(i => held.Lower[i, 0] <= split.Held.Y[i, 0] && split.Held.Y[i, 0] <= held.Upper[i, 0]);
Console.WriteLine($"   of {split.Held.Y.RowCount} new measurements {within} lie within their 95 % intervals");

Console.WriteLine();
Console.WriteLine("3. The curve of a hull that the network has not seen, from 59 measurements of other hulls");
Dataset<double> hull = Rows(data, row => row < 14), others = Rows(data, row => row >= 14 && row % 5 == 0);
Network<double> curve = NewNetwork(others, units: 6);
Fit(curve, others, new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = 300, Restarts = new Restarts(5) });
PredictionIntervals<double> band = curve.PredictIntervals(hull.X);
string picture = Path.Combine(folder, "curve.png");
Picture.OfIntervalBand([.. hull.X.Column(5)], [.. band.Outputs.Column(0)], [.. band.Lower.Column(0)], [.. band.Upper.Column(0)], [.. hull.Y.Column(0)],
    "Froude number", "residuary resistance").SavePng(picture);
Console.WriteLine(FormattableString.Invariant(
    $"   half a band is {Half(2):F2} wide at {hull.X[2, 5]:F3} and {Half(13):F2} at {hull.X[13, 5]:F3}: {picture}"));

Console.WriteLine();
Console.WriteLine("4. A run that stalls: all inputs in thousandths of their unit, and no Standardize");
Dataset<double> raw = split.Training with { X = split.Training.X * 1000 };
Network<double> stalled = Network.WithInputs<double>(6).Dense(10).Tanh().Dense(1).Build(seed: 1);
Console.WriteLine(Fit(stalled, raw, new TrainingOptions { Optimizer = new LevenbergMarquardt() }));

// Inputs are standardised by the first layer, and the last gives the unit of the targets back: the model takes and
// gives raw numbers, and so do its intervals.
static Network<double> NewNetwork(Dataset<double> training, int units)
    => Network.WithInputs<double>(6).Standardize(training.X).Dense(units).Tanh().Dense(1)
        .Add(Scaling.Restore<double>(StandardScaler.Fit(training.Y))).Build(seed: 1);

static TrainingResult Fit(Network<double> network, Dataset<double> training, TrainingOptions options)
    => new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(training);

static Dataset<double> Rows(Dataset<double> data, Func<int, bool> isWanted)
{
    int[] rows = [.. Enumerable.Range(0, data.X.RowCount).Where(isWanted)];
    return data with { X = Matrix<double>.Build.DenseOfRows(rows.Select(data.X.Row)), Y = Matrix<double>.Build.DenseOfRows(rows.Select(data.Y.Row)) };
}

double Half(int row) => band.Upper[row, 0] - band.Outputs[row, 0];

void Score(Network<double> model)
{
    Matrix<double> errors = model.Predict(split.Held.X) - split.Held.Y;
    Console.WriteLine(FormattableString.Invariant($"   new measurements: root mean squared error {errors.FrobeniusNorm() / Math.Sqrt(errors.RowCount):F3}"));
}
