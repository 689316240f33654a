using System.Numerics;

namespace NeuralNet;

/// <summary>
/// What both cross-entropies are: losses of logits that include the activation that makes probabilities of them, so
/// that nothing is lost to rounding, and whose targets may be smoothed.
/// </summary>
public abstract class CrossEntropy<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="labelSmoothing">The share of each target that is spread; at least 0 and below 1.</param>
    /// <param name="activation">What makes probabilities of logits.</param>
    private protected CrossEntropy(double labelSmoothing, Layer<T> activation)
    {
        Check.Range(labelSmoothing, nameof(labelSmoothing), 0, 1, Bounds.OpenAbove);
        LabelSmoothing = labelSmoothing;
        Smoothing = T.CreateTruncating(labelSmoothing);
        IncludedActivation = activation;
    }

    /// <summary>
    /// The share of each target that is spread: over yes and no in <see cref="BinaryCrossEntropy{T}"/>, over all
    /// classes in <see cref="SoftmaxCrossEntropy{T}"/>.
    /// </summary>
    public double LabelSmoothing { get; }

    /// <summary>What makes probabilities of logits: the sigmoid or the softmax.</summary>
    public sealed override Layer<T>? IncludedActivation { get; }

    private protected T Smoothing { get; }

    private protected Description Describe(string kind)
        => new(kind) { Settings = new Dictionary<string, double> { ["labelSmoothing"] = LabelSmoothing } };
}
