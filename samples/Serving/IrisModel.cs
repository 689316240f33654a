using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

namespace Serving;

/// <summary>Fisher's irises: four lengths, three species, 150 flowers.</summary>
internal static class IrisModel
{
    public static TrainingResult Train(string path)
    {
        using Stream resource = typeof(IrisModel).Assembly.GetManifestResourceStream("iris.csv")!;
        using var reader = new StreamReader(resource);
        float[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Numbers)];
        Matrix<float> x = Samples.FromRows<float>([.. rows.Select(row => row[..4])]);
        int[] species = [.. rows.Select(row => (int)row[4])];

        Network<float> network = Network.WithInputs<float>(4).Standardize(x).Dense(16).ReLU().Dense(3).Softmax().Build(seed: 1);
        var options = new TrainingOptions
        {
            Optimizer = new Adam { LearningRate = 0.01 },
            ValidationFraction = 0.2,
            EarlyStopping = new EarlyStopping(Patience: 20),
        };
        TrainingResult result = new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), options).Fit(x, species);
        network.Save(path);
        return result;
    }

    private static float[] Numbers(string line) => [.. line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
}
