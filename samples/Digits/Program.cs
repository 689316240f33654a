using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

// The question: "my deep classifier of digits: softmax makes whole rows 0, biases all move alike, and the validation
// loss rises while the accuracy does, too."
(Matrix<float> images, int[] labels) = DigitImages.Load();

Console.WriteLine("1. Softmax over the whole matrix, as in the question, and over each row, as Softmax always is");
Matrix<float> logits = Samples.FromRows<float>([[1000, 999], [1, 2]]);
Matrix<float> whole = (logits - logits.Enumerate().Max()).PointwiseExp();
whole /= whole.Enumerate().Sum();
Matrix<float> byRow = Matrix<float>.Build.Dense(2, 2);
new Softmax<float>().Forward(logits, byRow);
for (int i = 0; i < 2; i++)
    Console.WriteLine(FormattableString.Invariant($"   row {i}: whole matrix {whole[i, 0]:F4} {whole[i, 1]:F4}   each row {byRow[i, 0]:F4} {byRow[i, 1]:F4}"));

Console.WriteLine();
Console.WriteLine("2. 300 digits to learn from, and far too many epochs: the curves part");
DataSplit<float> few = DataSplit<float>.Random(new Dataset<float>(images, labels, classes: 10), heldFraction: 1 - 300.0 / images.RowCount, seed: 1);
Network<float> network = NewNetwork();
TrainingResult result = Train(network, few, epochs: 400, earlyStopping: null);
Console.WriteLine(result);
Console.WriteLine();
Console.WriteLine("   epoch   training loss   validation loss   validation accuracy");
foreach (int epoch in new[] { 5, 10, 20, 50, 100, 200, 400 })
{
    EpochRecord record = result.History[epoch - 1];
    Console.WriteLine(FormattableString.Invariant($"   {epoch,5}   {record.Training.Loss,13:F5}   {record.Validation!.Value.Loss,15:F4}   ")
        + FormattableString.Invariant($"{100 * record.Validation.Value.Accuracy,17:F2} %"));
}

Console.WriteLine();
Console.WriteLine("3. All digits, and a stop when the validation loss no longer falls");
DataSplit<float> all = DataSplit<float>.Random(new Dataset<float>(images, labels, classes: 10), heldFraction: 0.25, seed: 1);
network = NewNetwork();
Console.WriteLine(Train(network, all, epochs: 400, new EarlyStopping(Patience: 15)));
Console.WriteLine(new ConfusionMatrix(network.Classify(all.Held.X), Labels.FromPredictions(all.Held.Y), classes: 10));

static Network<float> NewNetwork() => Network.WithInputs<float>(64).Dense(48).ReLU().Dense(24).ReLU().Dense(10).Softmax().Build(seed: 1);

static TrainingResult Train(Network<float> network, DataSplit<float> data, int epochs, EarlyStopping? earlyStopping)
{
    var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.9 }, Epochs = epochs, EarlyStopping = earlyStopping };
    return TrainingProgress.Fit(network, new SoftmaxCrossEntropy<float>(), options, data.Training, data.Held);
}
