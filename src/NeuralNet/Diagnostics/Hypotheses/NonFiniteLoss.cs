using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A loss of the user's that is not finite although the outputs of the network are ordinary numbers.</summary>
internal sealed class NonFiniteLoss : Hypothesis
{
    // Outputs that far out have run away; then it is not the loss that fails.
    private const double RunAway = 1e6;

    public override FindingCode Code => FindingCode.NonFiniteLoss;

    protected override FindingCode[] Effects
        => [FindingCode.LearningRateTooHigh, FindingCode.ExplodingGradients, FindingCode.NoGradient, FindingCode.ChanceLevel];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (!IsLossAtFault(evidence))
            return null;
        Divergence divergence = evidence.Outcome!.Divergence!;
        return New(evidence, Severity.Error,
            Invariant($"At step {divergence.Step} {divergence.What}, though all outputs of the network were finite."),
            $"{evidence.Loss!.Name} took the logarithm or a negative power of 0, a root of a negative number, or divided 0 by 0.",
            "Keep its arguments away from 0 (a small constant), or compute from logits as SoftmaxCrossEntropy does. GradientCheck.OfLoss shows the value for "
                + "given predictions.",
            ("step", divergence.Step)) with
        { Epoch = divergence.Epoch };
    }

    /// <summary>Whether a run diverged in the loss, not in the network before it.</summary>
    public static bool IsLossAtFault(Evidence evidence)
        => evidence is { Loss.IsLibrary: false, Outcome.Divergence: { Layer: null } } && !(evidence.LargestOutput > RunAway);
}
