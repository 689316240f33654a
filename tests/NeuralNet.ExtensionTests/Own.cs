using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralNet.ExtensionTests;

/// <summary>A network, a run and data in which everything that can be one's own is one's own.</summary>
internal static class Own
{
    public static KnownTypes<T> Types<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new KnownTypes<T>()
            .WithLayer("Swish", description => new Swish<T>(description["beta"]))
            .WithLayer("Gain", description => new Gain<T>((int)description["width"]))
            .WithLoss("LogCosh", description => new LogCosh<T>(description["sharpness"]))
            .WithSchedule("TriangularRate", description => new TriangularRate(description["lowest"], description["highest"], (int)description["period"]))
            .WithInitializer("SparseNormal", description => new SparseNormal((int)description["connections"]))
            .WithStopCriterion("SlowProgress", description => new SlowProgress((int)description["epochs"], description["share"]));

    public static Network<T> Network<T>(int seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NeuralNet.Network.WithInputs<T>(3)
            .Dense(8, new SparseNormal(2)).Add(new Swish<T>(1.5)).Dropout(0.1).Add(new Gain<T>(8)).Dense(2).Build(seed);

    public static Loss<T> Loss<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new LogCosh<T>(2);

    public static TrainingOptions Options { get; } = new()
    {
        Optimizer = new Adam { LearningRate = new WarmUp(5, new TriangularRate(0.001, 0.02, 40)) },
        StopCriteria = [new SlowProgress(10, 0.01)],
        BatchSize = 16,
        Epochs = 200,
        Seed = 3,
    };

    /// <summary>x0 x1 and sin x2 of 100 normal samples.</summary>
    public static Dataset<T> Data<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed: 5);
        Matrix<T> x = Matrix<T>.Build.Dense(100, 3, (_, _) => T.CreateChecked(random.NextNormal()));
        return new Dataset<T>(x, Matrix<T>.Build.Dense(100, 2, (i, j) => j == 0 ? x[i, 0] * x[i, 1] : T.Sin(x[i, 2])));
    }

    public static byte[] Bits<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. network.Parameters.SelectMany(parameter => Bits(parameter.Value))];

    public static byte[] Bits<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MemoryMarshal.AsBytes<T>(matrix.ToColumnMajorArray()).ToArray();
}
