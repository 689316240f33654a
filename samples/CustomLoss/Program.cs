using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my loss counts the samples whose most probable state is 0, each with a Weibull weight (shape 2, scale
// 4), and nothing trains." Such a loss has no targets: it says what is good from the predictions alone.
Matrix<double> ages = Matrix<double>.Build.Dense(50, 1, (i, _) => 2 * i + 2);
Matrix<double> x = StandardScaler.Fit(ages).Transform(ages);
Matrix<double> unused = Matrix<double>.Build.Dense(50, 6, 1 / 6.0);
var random = new RandomStream(seed: 1);
double[] weights = [.. Enumerable.Range(0, 50).Select(_ => 4 * Math.Sqrt(-Math.Log(1 - random.NextDouble())))];
var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.001, Beta1 = 0, Beta2 = 0.9 }, Epochs = 300, BatchSize = 50 };

Console.WriteLine("1. The loss as in the question: argmax picks the state");
Console.WriteLine(new Trainer<double>(NewNetwork(), new HardStateLoss(state: 0, weights), options).Fit(x, unused));

Console.WriteLine();
Console.WriteLine("2. The loss weighted by the probability of the state, which has a gradient");
var soft = new StateWeightedLoss(state: 0, weights);
Console.WriteLine(GradientCheck.OfLoss(soft, NewNetwork().Predict(x), unused));
Network<double> network = NewNetwork();
TrainingResult result = new Trainer<double>(network, soft, options).Fit(x, unused);
Console.WriteLine(result);

Console.WriteLine();
Console.WriteLine("    age   probability of state 0, before and after");
Matrix<double> before = NewNetwork().Predict(x);
Matrix<double> after = network.Predict(x);
for (int i = 0; i < 50; i += 7)
    Console.WriteLine(FormattableString.Invariant($"    {ages[i, 0],3}   {before[i, 0]:F3}   {after[i, 0]:F4}"));

static Network<double> NewNetwork() => Network.WithInputs<double>(1).Dense(64).Tanh().Dense(6).Softmax().Build(seed: 1);
