using System.Numerics;

namespace NeuralNet;

/// <summary>The loss as far as findings ask.</summary>
/// <param name="Name">How it prints itself.</param>
/// <param name="IsLibrary">Whether it is the library's own, which compares predictions with targets. A user's may mean
/// anything by targets.</param>
/// <param name="HasFormula">Whether the user wrote its gradient.</param>
/// <param name="Activation">The activation that it applies itself; null if it applies none.</param>
/// <param name="ActivationRange">The range of that activation.</param>
/// <param name="ErrorAtMinimum">The mean absolute error where it is lowest.</param>
internal sealed record LossFacts(string Name, bool IsLibrary, bool HasFormula, string? Activation, OutputRange ActivationRange, double ErrorAtMinimum)
{
    public static LossFacts Of<T>(Loss<T> loss, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(loss.ToString(), loss.GradientSource == GradientSource.Library, loss.GradientSource == GradientSource.User,
            loss.IncludedActivation?.ToString(), loss.IncludedActivation?.OutputRange ?? OutputRange.Unlimited, loss.MeanAbsoluteErrorAtMinimum(outputs));
}
