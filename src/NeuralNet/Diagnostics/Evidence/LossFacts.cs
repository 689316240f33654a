using System.Numerics;

namespace NeuralNet;

/// <summary>The loss as far as findings ask.</summary>
/// <param name="loss">The loss, which prints itself where a finding names it.</param>
/// <param name="isLibrary">Whether it is the library's own, which compares predictions with targets. A user's may mean
/// anything by targets.</param>
/// <param name="activation">The activation that it applies itself; null if it applies none.</param>
/// <param name="activationRange">The range of that activation.</param>
/// <param name="errorAtMinimum">The mean absolute error where it is lowest.</param>
internal sealed class LossFacts(object loss, bool isLibrary, string? activation, OutputRange activationRange, double errorAtMinimum)
{
    public string Name => loss.ToString()!;

    public bool IsLibrary { get; } = isLibrary;

    public string? Activation { get; } = activation;

    public OutputRange ActivationRange { get; } = activationRange;

    public double ErrorAtMinimum { get; } = errorAtMinimum;

    public static LossFacts Of<T>(Loss<T> loss, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(loss, loss.GradientSource == GradientSource.Library, loss.IncludedActivation?.ToString(),
            loss.IncludedActivation?.OutputRange ?? OutputRange.Unlimited, loss.MeanAbsoluteErrorAtMinimum(outputs));
}
