using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my network is asked for prices and answers 1."
DataSplit<double> split = DataSplit<double>.Random(Flats.Make(count: 1000, seed: 1), heldFraction: 0.25, seed: 1);
(Matrix<double> x, Matrix<double> y) = split.Training;

Console.WriteLine("1. A sigmoid that is asked to answer in euros");
Network<double> sigmoid = Network.WithInputs<double>(3).Standardize(x).Dense(32).ReLU().Dense(1).Sigmoid().Build(seed: 1);
Console.WriteLine(Train(sigmoid, y));

Console.WriteLine();
Console.WriteLine("2. A Dense layer, which gives any number, but targets in euros");
Network<double> inEuros = Network.WithInputs<double>(3).Standardize(x).Dense(32).ReLU().Dense(1).Build(seed: 1);
Console.WriteLine(Train(inEuros, y));

Console.WriteLine();
Console.WriteLine("3. Standardised targets; the last layer of the model gives euros back");
var scaler = StandardScaler.Fit(y);
Network<double> standardised = Network.WithInputs<double>(3).Standardize(x).Dense(32).ReLU().Dense(1).Build(seed: 1);
Console.WriteLine(Train(standardised, scaler.Transform(y)));
var model = new Network<double>(3, [.. standardised.Layers, Scaling.Restore<double>(scaler)]);
Console.WriteLine(model);

Console.WriteLine();
Console.WriteLine("4. Flats that no network has seen");
Matrix<double> held = split.Held.X, prices = split.Held.Y;
Console.WriteLine("   euros                      MAE      R2");
Score("the mean price", Matrix<double>.Build.Dense(held.RowCount, 1, scaler.Means[0]));
Score("least-squares line", WithOnes(held) * WithOnes(x).QR().Solve(y));
Score("1. sigmoid", sigmoid.Predict(held));
Score("2. targets in euros", inEuros.Predict(held));
Score("3. targets standardised", model.Predict(held));
Score("what the noise allows", prices.MapIndexed((i, _, _) => Flats.Value(held[i, 0], held[i, 1], held[i, 2])));

static Matrix<double> WithOnes(Matrix<double> x) => x.InsertColumn(0, Vector<double>.Build.Dense(x.RowCount, 1));

TrainingResult Train(Network<double> network, Matrix<double> targets)
{
    var options = new TrainingOptions
    {
        Optimizer = new Adam { LearningRate = 0.01 },
        Epochs = 500,
        ValidationFraction = 0.2,
        EarlyStopping = new EarlyStopping(Patience: 20),
    };
    return new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, targets);
}

void Score(string name, Matrix<double> predictions) => Console.WriteLine(FormattableString.Invariant(
    $"   {name,-24}{Metrics.MeanAbsoluteError(predictions, prices),9:N0}{Metrics.RSquared(predictions, prices),8:F3}"));
