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

    public override Suspect? Suspect(Evidence evidence)
        => Name(evidence.Options) is { } name ? new Suspect(Code, name, options => options with
        {
            L1 = 0,
            L2 = 0,
            Optimizer = options.Optimizer is AdamW adam ? adam with { WeightDecay = 0 } : options.Optimizer,
        }) : null;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence.Outcome is not { Divergence: null } outcome || !(outcome.FallsShort || (outcome.Reference is null && outcome.Skill < 0.5))
            || Name(evidence.Options) is not { } name)
            return null;
        bool isStrong = outcome.Shrinkage < Shrunk || (outcome.Shrinkage < Shrinking && outcome.PenaltyPull > StrongPull * outcome.Training.ConstantLoss);
        TrialFacts? trial = outcome.Trial(Code);

        // Weights that have gone to 0 do not come back in a few steps; otherwise a trial knows better.
        bool isGuilty = trial is { Accuses: true } || (isStrong && trial is not { GoesOn: true });
        return isGuilty ? Describe(evidence, outcome, name, trial) : null;
    }

    /// <summary>The strongest of the penalties that were set; null if none was.</summary>
    private static string? Name(TrainingOptions options)
        => options.L2 > 0 && options.L2 >= options.L1 ? Invariant($"L2 of {Number(options.L2)}")
            : options.L1 > 0 ? Invariant($"L1 of {Number(options.L1)}")
            : options.Optimizer is AdamW { WeightDecay: > 0 } adam ? Invariant($"weight decay of {Number(adam.WeightDecay)}")
            : null;

    private Finding Describe(Evidence evidence, Outcome outcome, string name, TrialFacts? trial)
    {
        string possible = outcome.Reference is { } reference
            ? Invariant($" A model fitted to a sample explains {Percent(reference.Best)} of the variance, the network ")
                + Invariant($"{Percent(Math.Max(0, outcome.Explained))}.") : "";
        return New(evidence, Severity.Warning,
            Invariant($"With {name} the weights of a layer have gone to {Percent(outcome.Shrinkage)} of their initial size, and the penalty is ")
                + Invariant($"{Number(outcome.Penalty)} beside a loss of {Number(outcome.Training.Loss)}.{possible}{trial?.Text}"),
            $"The {name} is so strong that weights near 0 cost less than right answers: all answers become alike.",
            "Divide it by 100 (usual are 1e-5 to 1e-3), or leave it out until the network learns.",
            ("shrinkage", outcome.Shrinkage), ("penalty", outcome.Penalty), ("loss", outcome.Training.Loss));
    }
}
