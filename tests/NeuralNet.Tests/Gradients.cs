using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>Gradients as training sees them, penalties included.</summary>
internal static class Gradients
{
    // So large that the weight the update starts from does not round the gradient off, and a power of two, so that it
    // scales exactly.
    private const double Rate = 1 << 20;

    /// <summary>Reads the gradients off one step of gradient descent of a copy of the network.</summary>
    public static IReadOnlyList<Matrix<T>> Of<T>(Network<T> network, Loss<T> loss, Dataset<T> data, TrainingOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> moved = network.Clone();
        options = (options ?? new TrainingOptions()) with { Optimizer = new Sgd { LearningRate = Rate }, Epochs = 1, BatchSize = int.MaxValue };

        new Trainer<T>(moved, loss, options).Fit(data);

        return [.. network.Parameters.Zip(moved.Parameters, (before, after) => (before.Value - after.Value).Divide(T.CreateChecked(Rate)))];
    }
}
