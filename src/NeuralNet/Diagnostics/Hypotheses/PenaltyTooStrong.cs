using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>L1, L2 or weight decay that holds the weights near 0.</summary>
internal sealed class PenaltyTooStrong : Hypothesis
{
    // By how much of a constant answer's loss the penalty pulls, and to what part of their start weights have shrunk.
    private const double StrongPull = 0.05;
    private const double Shrunk = 0.35;
    private const double Shrinking = 0.8;

    public override FindingCode Code => FindingCode.PenaltyTooStrong;

    protected override FindingCode[] Effects => [FindingCode.NoHiddenLayer, .. Failure];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence.Outcome is not { Divergence: null } outcome || !IsShort(evidence, outcome) || Name(evidence.Options) is not { } name)
            return null;
        bool isStrong = outcome.Shrinkage < Shrunk || (outcome.Shrinkage < Shrinking && outcome.PenaltyPull > StrongPull * outcome.Training.ConstantLoss);
        return isStrong ? Describe(evidence, outcome, name) : null;
    }

    /// <summary>
    /// Shrunken answers go with the targets, but are too near to the constant: the loss must show what the reference
    /// finds.
    /// </summary>
    private static bool IsShort(Evidence evidence, Outcome outcome)
        => outcome.Reference is { FindsSomething: true } reference
            ? outcome.FallsShort || outcome.Skill < (evidence.Loss!.Activation is null ? 0.85 : 0.5) * reference.Best - reference.Error
            : outcome.Reference is null && outcome.Skill < 0.5;

    /// <summary>The strongest of the penalties that were set; null if none was.</summary>
    private static string? Name(TrainingOptions options)
        => options.L2 > 0 && options.L2 >= options.L1 ? Invariant($"L2 of {Number(options.L2)}")
            : options.L1 > 0 ? Invariant($"L1 of {Number(options.L1)}")
            : options.Optimizer is AdamW { WeightDecay: > 0 } adam ? Invariant($"weight decay of {Number(adam.WeightDecay)}")
            : null;

    private Finding Describe(Evidence evidence, Outcome outcome, string name)
    {
        string possible = outcome.Reference is { } reference
            ? Invariant($" A model fitted to a sample explains {Percent(reference.Best)} of the variance, the network ")
                + Invariant($"{Percent(Math.Max(0, outcome.Explained))}.") : "";
        return New(evidence, Severity.Warning,
            Invariant($"With {name} the weights of a layer have gone to {Percent(outcome.Shrinkage)} of their initial size, and the penalty is ")
                + Invariant($"{Number(outcome.Penalty)} beside a loss of {Number(outcome.Training.Loss)}.{possible}"),
            $"The {name} is so strong that weights near 0 cost less than right answers: all answers become alike.",
            "Divide it by 100 (usual are 1e-5 to 1e-3), or leave it out until the network learns.",
            ("shrinkage", outcome.Shrinkage), ("penalty", outcome.Penalty), ("loss", outcome.Training.Loss));
    }
}
