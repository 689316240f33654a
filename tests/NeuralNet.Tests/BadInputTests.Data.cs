namespace NeuralNet.Tests;

public sealed partial class BadInputTests
{
    private static readonly Dictionary<string, Case> _badData = new()
    {
        ["too few columns"] = Case.Of<ArgumentException>(["'x'", "1 columns (4 x 1)", "2 inputs"],
            network => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(_y, _y)),
        ["too many columns"] = Case.Of<ArgumentException>(["'training.X'", "4 columns (4 x 4)", "2 inputs"],
            network => Fit(network, _data with { X = _x.Append(_x) })),
        ["targets of the wrong shape"] = Case.Of<ArgumentException>(["'y'", "2 columns (4 x 2)", "1 outputs"],
            network => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(_x, _x)),
        ["fewer targets than samples"] = Case.Of<ArgumentException>(["'x' has 4 rows", "'y' has 3 rows"],
            network => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(_x, _y.RemoveRow(0))),
        ["no samples"] = Case.Of<ArgumentException>(["'training.X'", "no rows", "at least one sample"],
            network => Fit(network, new Dataset<double>(Matrix<double>.Build.Dense(0, 2), Matrix<double>.Build.Dense(0, 1)))),
        ["null samples"] = Case.Of<ArgumentNullException>(["training.X"], network => Fit(network, new Dataset<double>(null!, _y))),
        ["null targets"] = Case.Of<ArgumentNullException>(["training.Y"], network => Fit(network, new Dataset<double>(_x, (Matrix<double>)null!))),
        ["null x"] = Case.Of<ArgumentNullException>(["'x'"], network => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(null!, _y)),
        ["null y"] = Case.Of<ArgumentNullException>(["'y'"],
            network => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(_x, (Matrix<double>)null!)),
        ["NaN in data"] = Case.Of<ArgumentException>(["'training.X'", "NaN", "row 2, column 1"],
            network => Fit(network, _data with { X = With(_x, 2, 1, double.NaN) })),
        ["infinity in data"] = Case.Of<ArgumentException>(["'training.X'", "-Infinity", "row 3, column 0"],
            network => Fit(network, _data with { X = With(_x, 3, 0, double.NegativeInfinity) })),
        ["NaN in targets"] = Case.Of<ArgumentException>(["'training.Y'", "NaN", "row 1, column 0"],
            network => Fit(network, _data with { Y = With(_y, 1, 0, double.NaN) })),
        ["infinity in targets"] = Case.Of<ArgumentException>(["'training.Y'", "Infinity", "row 0, column 0"],
            network => Fit(network, _data with { Y = With(_y, 0, 0, double.PositiveInfinity) })),
        ["NaN in a sparse matrix"] = Case.Of<ArgumentException>(["'training.X'", "NaN", "row 2, column 1"], network => Fit(network, _data with
        {
            X = Matrix<double>.Build.SparseOfMatrix(With(_x, 2, 1, double.NaN)),
        })),
        ["NaN in validation data"] = Case.Of<ArgumentException>(["'validation.X'", "NaN", "row 0, column 1"],
            network => Fit(network, _data, _data with { X = With(_x, 0, 1, double.NaN) })),
        ["validation data of the wrong shape"] =
            Case.Of<ArgumentException>(["'validation.Y'", "2 columns (4 x 2)", "1 outputs"], network => Fit(network, _data, _data with { Y = _x })),
        ["no validation samples"] = Case.Of<ArgumentException>(["'validation.X'", "no rows"],
            network => Fit(network, _data, new Dataset<double>(Matrix<double>.Build.Dense(0, 2), Matrix<double>.Build.Dense(0, 1)))),
        ["one sample to split"] = Case.Of<ArgumentException>(["1 samples", "at least 2"],
            network => Fit(network, _data.Subset([0]), options: new TrainingOptions { ValidationFraction = 0.5 })),
        ["data to evaluate of the wrong shape"] =
            Case.Of<ArgumentException>(["'data.X'", "1 columns", "2 inputs"],
            network => new Trainer<double>(network, new MeanSquaredError<double>()).Evaluate(new Dataset<double>(_y, _y))),
        ["a NaN weight in the network"] = Case.Of<ArgumentException>(["weight of layer 0", "NaN", "row 1, column 2"], network =>
        {
            Network<double> broken = network.Clone();
            broken.Parameters[0].Value[1, 2] = double.NaN;
            Fit(broken, _data);
        }),
        ["samples to predict of the wrong width"] = Case.Of<ArgumentException>(["'x'", "1 columns (4 x 1)", "2 inputs"], network => network.Predict(_y)),
        ["NaN to predict"] = Case.Of<ArgumentException>(["'x'", "NaN", "row 1, column 0"], network => network.Predict(With(_x, 1, 0, double.NaN))),
        ["infinity to classify"] = Case.Of<ArgumentException>(["'x'", "Infinity", "row 1, column 0"],
            network => network.Classify(With(_x, 1, 0, double.PositiveInfinity))),
        ["null to predict"] = Case.Of<ArgumentNullException>(["'x'"], network => network.Predict(null!)),
        ["a span of the wrong length"] = Case.Of<ArgumentException>(["'x'", "3 values", "2 inputs"], network => network.Predict([1, 2, 3], new double[1])),
        ["no room for the outputs"] = Case.Of<ArgumentException>(["'y'", "0 values", "1 outputs"], network => network.Predict([1, 2], [])),
        ["NaN in a span"] = Case.Of<ArgumentException>(["'x'", "NaN", "index 1"], network => network.Predict([1, double.NaN], new double[1])),
        ["ragged arrays"] = Case.Of<ArgumentException>(["'rows'[1]", "1 values", "'rows'[0] has 2"], _ => Samples.FromRows<double>([[1, 2], [3]])),
        ["a null array"] = Case.Of<ArgumentException>(["'rows'[1] is null"], _ => Samples.FromRows<double>([[1, 2], null!])),
        ["null arrays"] = Case.Of<ArgumentNullException>(["'rows'"], _ => Samples.FromRows<double>(null!)),
        ["an empty array"] = Case.Of<ArgumentException>(["'rows'[0] is empty"], _ => Samples.FromRows<double>([[]])),
        ["no arrays"] = Case.Of<ArgumentException>(["'rows' is empty", "at least one sample"], _ => Samples.FromRows<double>([])),
        ["a subset beyond the data"] = Case.Of<ArgumentOutOfRangeException>(["'rows'[1] is 4", "0 to 3"], _ => _data.Subset([0, 4])),
        ["a subset of fewer targets than samples"] =
            Case.Of<ArgumentException>(["'X' has 4 rows", "'Y' has 3 rows"], _ => new Dataset<double>(_x, _y.RemoveRow(0)).Subset([3])),
        ["a subset of fewer weights than samples"] =
            Case.Of<ArgumentException>(["'X' has 4 rows", "'SampleWeights' has 2 values"], _ => (_data with { SampleWeights = [1, 2] }).Subset([3])),
        ["a split of more targets than samples"] =
            Case.Of<ArgumentException>(["'X' has 4 rows", "'Y' has 8 rows"], _ => DataSplit<double>.Random(new Dataset<double>(_x, _y.Stack(_y)), 0.5)),
        ["a split of null samples"] = Case.Of<ArgumentNullException>(["'X'"], _ => DataSplit<double>.Random(new Dataset<double>(null!, _y), 0.5)),
        ["classes of no outputs"] = Case.Of<ArgumentException>(["'predictions' is 4 x 0", "at least one column"],
            _ => Labels.FromPredictions(Matrix<double>.Build.Dense(4, 0))),
        ["classes of NaN"] = Case.Of<ArgumentException>(["'predictions' holds NaN at row 2, column 1", "no class"],
            _ => Labels.FromPredictions(With(_x, 2, 1, double.NaN))),
        ["classes of outputs that overflowed"] = Case.Of<ArgumentException>(["layer 1 (Dense 2 -> 2) overflows at row 1, column 0", "scale the inputs"], _ =>
            Network.WithInputs<double>(2).Dense(2, Initializer.Constant(1e300)).Dense(2, Initializer.Constant(-1e300)).Softmax().Build().Classify(_x)),
        ["a part of nothing"] = Case.Of<ArgumentOutOfRangeException>(["'heldFraction' is 0", "above 0 and below 1"], _ => DataSplit<double>.Random(_data, 0)),
        ["a part of everything"] = Case.Of<ArgumentOutOfRangeException>(["'heldFraction' is 1", "above 0 and below 1"],
            _ => DataSplit<double>.Random(_data, 1)),
        ["nothing to scale"] = Case.Of<ArgumentException>(["'x' has no rows"], _ => StandardScaler.Fit(Matrix<double>.Build.Dense(0, 2))),
        ["values too large to scale"] = Case.Of<ArgumentException>(["Column 1 of 'x'", "1E+200", "Infinity"],
            _ => StandardScaler.Fit(Samples.FromRows<double>([[0, 1e200], [0, -1e200]]))),
        ["values too large to have a mean"] = Case.Of<ArgumentException>(["Column 0 of 'x'", "1.7976931348623157E+308"],
            _ => StandardScaler.Fit(Samples.FromRows<double>([[double.MaxValue], [double.MinValue]]))),
        ["values too small to scale"] = Case.Of<ArgumentException>(["Column 0 of 'x'", "too close to 0"],
            _ => StandardScaler.Fit(Samples.FromRows<double>([[1e-200], [2e-200]]))),
        ["NaN to scale"] = Case.Of<ArgumentException>(["'x'", "NaN", "row 1, column 1"], _ => StandardScaler.Fit(With(_x, 1, 1, double.NaN))),
        ["other columns than were scaled"] = Case.Of<ArgumentException>(["'x' has 1", "2 columns"], _ => StandardScaler.Fit(_x).Transform(_y)),
    };

    private static readonly Network<double> _classifier = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);

    private static readonly Dataset<double> _classes = new(_x, [0, 1, 2, 1], classes: 3);

    private static readonly Dictionary<string, Case> _badClassData = new()
    {
        ["a label above the classes"] = Case.Of<ArgumentOutOfRangeException>(["'labels'[2] is 3", "3 classes", "0 to 2"], _ => Classify([0, 1, 3, 1])),
        ["a negative label"] = Case.Of<ArgumentOutOfRangeException>(["'labels'[0] is -1", "0 to 2"], _ => Classify([-1, 1, 2, 1])),
        ["a label above 1 for one output"] = Case.Of<ArgumentOutOfRangeException>(["'labels'[3] is 2", "0 to 1"],
            network => new Trainer<double>(network, new BinaryCrossEntropy<double>()).Fit(_x, [0, 1, 1, 2])),
        ["fewer labels than samples"] = Case.Of<ArgumentException>(["'x' has 4 rows", "'labels' has 3"], _ => Classify([0, 1, 2])),
        ["null labels"] = Case.Of<ArgumentNullException>(["'labels'"], _ => Classify(null!)),
        ["no classes"] = Case.Of<ArgumentOutOfRangeException>(["'classes' is 0", "at least 1"], _ => new Dataset<double>(_x, [0, 0, 0, 0], classes: 0)),
        ["a negative probability"] = Case.Of<ArgumentException>(["'training.Y'", "-0.5", "row 1, column 2"],
            _ => Classify(_classes with { Y = With(_classes.Y, 1, 2, -0.5) })),
        ["a row that is no distribution"] = Case.Of<ArgumentException>(["Row 2 of 'training.Y'", "sums to 2", "sums to 1"],
            _ => Classify(_classes with { Y = With(_classes.Y, 2, 0, 1) })),
        ["a target above 1 for yes or no"] = Case.Of<ArgumentException>(["'training.Y'", "holds 2", "row 0, column 0", "0 to 1"],
            network => new Trainer<double>(network, new BinaryCrossEntropy<double>()).Fit(_data with { Y = With(_y, 0, 0, 2) })),
        ["fewer sample weights than samples"] = Case.Of<ArgumentException>(["'training.X' has 4 rows", "'training.SampleWeights' has 2 values"],
            network => Fit(network, _data with { SampleWeights = [1, 2] })),
        ["a negative sample weight"] = Case.Of<ArgumentException>(["'training.SampleWeights'[1] is -1", "at least 0"],
            network => Fit(network, _data with { SampleWeights = [1, -1, 1, 1] })),
        ["a NaN sample weight"] = Case.Of<ArgumentException>(["'training.SampleWeights'[3] is NaN", "finite"],
            network => Fit(network, _data with { SampleWeights = [1, 1, 1, double.NaN] })),
        ["sample weights of sum 0"] = Case.Of<ArgumentException>(["'training.SampleWeights'", "sum to 0"],
            network => Fit(network, _data with { SampleWeights = [0, 0, 0, 0] })),
        ["sample weights of infinite sum"] = Case.Of<ArgumentException>(["'training.SampleWeights'", "sum to Infinity"], network => Fit(network, _data with
        {
            SampleWeights = [double.MaxValue, double.MaxValue, 1, 1],
        })),
        ["fewer class weights than classes"] = Case.Of<ArgumentException>(["'ClassWeights' has 2 weights", "3 classes"],
            _ => Classify(_classes, new TrainingOptions { ClassWeights = [1, 2] })),
        ["a negative class weight"] = Case.Of<ArgumentException>(["'ClassWeights'[1] is -2", "at least 0"],
            _ => Classify(_classes, new TrainingOptions { ClassWeights = [1, -2, 1] })),
        ["class weights that silence all samples"] =
            Case.Of<ArgumentException>(["'ClassWeights'", "every sample the weight 0"],
            _ => Classify(_classes.Subset([0]), new TrainingOptions { ClassWeights = [0, 1, 1] })),
        ["class weights without classes"] = Case.Of<ArgumentException>(["'ClassWeights'", "'training.Y' holds no classes"],
            network => Fit(network, _data with { Y = With(_y, 0, 0, 0.5) }, options: new TrainingOptions { ClassWeights = [1, 2] })),
        ["weights for a loss that ignores them"] =
            Case.Of<ArgumentException>(["does not use the weights"],
            network => new Trainer<double>(network, Loss.Numerical<double>((p, t) => (p - t).FrobeniusNorm()))
                .Fit(_data with { SampleWeights = [1, 2, 3, 4] })),
        ["confusion of different lengths"] = Case.Of<ArgumentException>(["'predicted' has 2", "'actual' has 1"],
            _ => new ConfusionMatrix([0, 1], [0], classes: 2)),
        ["confusion of a label beyond the classes"] =
            Case.Of<ArgumentOutOfRangeException>(["'actual'[1] is 2", "0 to 1"], _ => new ConfusionMatrix([0, 1], [0, 2], classes: 2)),
        ["accuracy of nothing"] = Case.Of<ArgumentException>(["'actual' is empty"], _ => Metrics.Accuracy([], [])),
        ["error of different shapes"] = Case.Of<ArgumentException>(["4 x 2", "4 x 1"], _ => Metrics.MeanSquaredError(_x, _y)),
    };

    private static void Classify(IReadOnlyList<int> labels) => new Trainer<double>(_classifier.Clone(), new SoftmaxCrossEntropy<double>()).Fit(_x, labels);

    private static void Classify(Dataset<double> data, TrainingOptions? options = null)
        => new Trainer<double>(_classifier.Clone(), new SoftmaxCrossEntropy<double>(), options).Fit(data);
}
