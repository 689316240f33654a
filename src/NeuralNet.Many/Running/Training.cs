using System.Numerics;

namespace NeuralNet.Many.Running;

/// <summary>One training among many.</summary>
internal static class Training
{
    /// <summary>A trainer of the same network that keeps to one thread.</summary>
    public static Trainer<T> OnOneThread<T>(Trainer<T>? made, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (made is null)
            throw new InvalidOperationException($"The function '{argument}' returned null, but a trainer was expected.");
        return made.Options.Threads == 1 ? made : new Trainer<T>(made.Network, made.Loss, made.Options with { Threads = 1 });
    }

    /// <summary>Whether the network has weights that training meant it to have.</summary>
    public static bool IsUsable(TrainingResult result) => result.StopReason != StopReason.Diverged || result.RestoredEpoch is not null;
}
