using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Weights so large that values grow on their way through the layers, and gradients on their way back.
/// </summary>
internal sealed class ExplodingGradients : Hypothesis
{
    // Initial weights of the library have a gain of 1 to 1.5; trained ones reach 5.
    private const double LargeGain = 4;

    // An untrained network of the library is about as wrong as a constant answer.
    private const double FarOff = 8;
    private const double LargeGrowth = 100;
    private const double Grown = 1e3;

    public override FindingCode Code => FindingCode.ExplodingGradients;

    protected override FindingCode[] Effects
        => [FindingCode.LearningRateTooHigh, FindingCode.LearningRateTooLow, FindingCode.PatienceTooShort, FindingCode.StillImproving,
            FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.Overfitting, FindingCode.DeadUnits];

    public override Finding? Before(Evidence evidence)
    {
        if (evidence is not { Loss.IsLibrary: true, Start: { } start, Network: { } network } || !(start.Loss > FarOff * start.ConstantLoss))
            return null;
        LayerFacts? largest = network.Learning.Where(layer => layer.Gain > LargeGain).MaxBy(layer => layer.Gain);
        return largest is null ? null : evidence.At(New(evidence, Severity.Warning,
            Invariant($"Before training the loss is {Number(start.Loss)}, that of a constant answer {Number(start.ConstantLoss)}. The initial weights of ")
                + Invariant($"{largest.Name} enlarge independent inputs {Number(largest.Gain)} times; usual is 1 to 1.5."),
            "Initial weights are too large for so many inputs or layers: values grow from layer to layer, and with them gradients. The network first has to "
                + "unlearn them.",
            "Use the library's own initial weights: leave the initializer out, or HeUniform before ReLU and GlorotUniform otherwise.",
            ("gain", largest.Gain), ("loss", start.Loss), ("constant answer", start.ConstantLoss)), largest.Index);
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        Outcome outcome = evidence.Outcome!;
        if (outcome.Divergence is { } divergence)
            return evidence.Steps!.FirstBackwardGrowth > LargeGrowth && !NonFiniteLoss.IsLossAtFault(evidence) ? Diverged(evidence, divergence) : null;
        double growth = outcome.Readings?.BackwardGrowth ?? double.NaN;
        return growth > Grown && VanishingGradients.HasFailed(evidence)
            && !findings.Has(FindingCode.NoGradient, FindingCode.DeadUnits, FindingCode.SaturatedUnits)
            ? VanishingGradients.Describe(evidence, FindingCode.ExplodingGradients, growth,
                "Each layer multiplies the gradient by its weights and slopes; large weights make it grow. The first layers are thrown about.",
                "Use the library's own initial weights (HeUniform before ReLU, GlorotUniform otherwise), fewer "
                    + $"layers{evidence.IfRate(", GradientClipping.ByNorm(1), a lower learning rate")}.")
            : null;
    }

    public override Finding? Review(Evidence evidence, Finding finding) => evidence.Outcome is { IsFine: true, HasValidation: true } ? null : finding;

    private Finding Diverged(Evidence evidence, Divergence divergence)
    {
        double growth = evidence.Steps!.FirstBackwardGrowth;
        Finding finding = New(evidence, Severity.Error,
            Invariant($"At step {divergence.Step} {divergence.What}."),
            Invariant($"From the first step on, the gradient grows on its way from the last layer back to the first: {Number(growth)} times. Weights are too ")
                + "large for so many layers.",
            "Use the library's own initial weights (HeUniform before ReLU, GlorotUniform otherwise), fewer "
                + $"layers{evidence.IfRate(", GradientClipping.ByNorm(1), a lower learning rate")}.",
            ("growth", growth), ("update ratio", evidence.Steps.LargestUpdateRatio), ("learning rate", evidence.LastRate)) with
        { Epoch = divergence.Epoch };
        return divergence.Layer is { } layer ? evidence.At(finding, layer) : finding;
    }
}
