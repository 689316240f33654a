using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular.Tests;

/// <summary>Embeddings take part in methods that need the gradient of each sample by itself.</summary>
public sealed class EmbeddingsOfAllSamplesTests
{
    private static readonly float[] _effects = [0, 0, -1.5f, 0.25f, 2, 0.75f];

    public static TheoryData<Optimizer> Methods => [new LevenbergMarquardt(), new BayesianRegularization(), new Lbfgs()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void What_each_level_adds_is_found(Optimizer optimizer)
    {
        // A number and the place of a level; the first two places are those of rare levels and of gaps.
        var random = new RandomStream(3);
        Matrix<float> x = Matrix<float>.Build.Dense(80, 2, (i, j) => j == 0 ? (float)random.NextNormal() : 2 + i % 4);
        Matrix<float> y = Matrix<float>.Build.Dense(80, 1, (i, _) => 0.5f * x[i, 0] + _effects[(int)x[i, 1]]);
        Network<float> network = Network.WithInputs<float>(2).Add(new Embedding<float>(2, new EmbeddedColumn(1, 6, 2))).Dense(1).Build(seed: 1);

        new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions { Optimizer = optimizer, Epochs = 200 }).Fit(x, y);

        for (int place = 2; place < 6; place++)
            network.Predict([1f, place])[0].Should().BeApproximately(0.5f + _effects[place], 0.01f);
    }
}
