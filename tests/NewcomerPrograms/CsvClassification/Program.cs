using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;
using NeuralNet.Csv;

// A file as a spreadsheet saves it: semicolons, decimal commas, umlauts in Latin-1, gaps, and a line without a label.
var random = new Random(1);
var text = new StringBuilder("customer;age;city;income;left\n");
for (int i = 0; i < 600; i++)
{
    int age = random.Next(18, 80);
    string city = random.Next(3) switch { 0 => "Köln", 1 => "Bonn", _ => "Münster" };
    double income = Math.Round(1500 + 3000 * random.NextDouble(), 2);
    bool left = age < 40 != (city == "Köln") || income < 1800;
    string shown = random.Next(20) == 0 ? "n/a" : income.ToString(CultureInfo.GetCultureInfo("de-DE"));
    text.Append($"{i};{age};{city};{shown};{(left ? "yes" : "no")}\n");
}

text.Append("600;33;Bonn;2000;\n");
File.WriteAllText("customers.csv", text.ToString(), Encoding.Latin1);

var options = new CsvOptions
{
    Delimiter = ';',
    Culture = CultureInfo.GetCultureInfo("de-DE"),
    Encoding = Encoding.Latin1,
    Features = ["age", "income"],
    Categories = ["city"],
    Label = "left",
    MissingFields = MissingFields.AsNaN,
    MissingTargets = MissingTargets.LineLeftOut,
    Report = Console.WriteLine,
};
Dataset<double> data = CsvFile.Read<double>("customers.csv", options);
Console.WriteLine(data);

CrossValidationResult<double> result = CrossValidation.Run(data, folds: 5, Train, seed: 1);
Console.WriteLine(result);
Console.WriteLine(result.Confusion);
return data.Count == 600 && result.Mean > 0.9 ? 0 : 1;

// All that is fitted is fitted to the training part of the fold: what fills the gaps, the scaling, the network.
static Func<Matrix<double>, Matrix<double>> Train(Dataset<double> training)
{
    Imputer imputer = Imputer.Median(training.X);
    Matrix<double> x = imputer.Transform(training.X);
    var network = Network.WithInputs<double>(x.ColumnCount).Standardize(x).Dense(16).ReLU().Dense(2).Softmax().Build(seed: 1);
    var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.01 }, Epochs = 60 };
    new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(training with { X = x });
    return held => network.Predict(imputer.Transform(held));
}
