using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
Matrix<double> y = Samples.FromRows<double>([[0], [1], [1], [0]]);

var network = Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Sigmoid().Build(seed: 1);
var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.1 }, Epochs = 300 };
TrainingResult result = new Trainer<double>(network, new BinaryCrossEntropy<double>(), options).Fit(x, y);
Console.WriteLine(result.StopMessage);

int[] answers = network.Classify(x);
for (int i = 0; i < 4; i++)
    Console.WriteLine($"{x[i, 0]} xor {x[i, 1]} = {answers[i]}");
return answers is [0, 1, 1, 0] ? 0 : 1;
