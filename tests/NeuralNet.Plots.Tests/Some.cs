namespace NeuralNet.Plots.Tests;

/// <summary>Small inputs for every kind of picture.</summary>
internal static class Some
{
    public static readonly IReadOnlyList<EpochRecord> History =
    [
        Epoch(1, loss: 0.9, accuracy: 0.5, validationLoss: 0.8, validationAccuracy: 0.55),
        Epoch(2, loss: 0.6, accuracy: 0.7, validationLoss: 0.6, validationAccuracy: 0.65),
        Epoch(3, loss: 0.4, accuracy: 0.9, validationLoss: 0.7, validationAccuracy: 0.60),
    ];

    public static IReadOnlyDictionary<string, Func<Picture>> Pictures { get; } = new Dictionary<string, Func<Picture>>
    {
        ["learning curves"] = () => Picture.OfLearningCurves(History),
        ["confusion matrix"] = () => Picture.OfConfusionMatrix(new ConfusionMatrix([0, 1, 2, 2], [0, 1, 1, 2], 3)),
        ["decision boundary"] = () => Picture.OfDecisionBoundary(RightOfZero(), Samples.FromRows<double>([[-1, 0], [1, 1]]), [0, 1]),
        ["weights"] = () => Picture.OfWeights(Layer(new double[,] { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, 0 } })),
        ["images"] = () => Picture.OfImages(Samples.FromRows<float>([[0, 1, 1, 0], [1, 0, 0, 1]]), ["one", "two"]),
        ["network"] = () => Picture.OfNetwork(Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Build(seed: 1)),
    };

    public static EpochRecord Epoch(int epoch, double loss, double? accuracy = null, double? validationLoss = null, double? validationAccuracy = null)
        => new(epoch, epoch, 0.1, new Scores(loss, 0.25, accuracy), validationLoss is { } validation ? new Scores(validation, 0.3, validationAccuracy) : null);

    /// <summary>Class 1 where the first of two inputs is above 0.</summary>
    public static Network<double> RightOfZero()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        Matrix<double> weights = ((Dense<double>)network.Layers[0]).Weights;
        weights[0, 0] = 100;
        weights[1, 0] = 0;
        return network;
    }

    public static Dense<double> Layer(double[,] weights)
    {
        var layer = new Dense<double>(weights.GetLength(0), weights.GetLength(1));
        layer.Weights.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(weights));
        return layer;
    }
}
