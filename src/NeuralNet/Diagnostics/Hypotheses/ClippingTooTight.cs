using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Gradients cut so short that the weights hardly move.</summary>
internal sealed class ClippingTooTight : Hypothesis
{
    private const double ManyTimes = 30;
    private const double LittleMovement = 0.5;

    public override FindingCode Code => FindingCode.ClippingTooTight;

    protected override FindingCode[] Effects => Failure;

    public override Suspect? Suspect(Evidence evidence)
        => evidence.Options.Clipping is { } clipping ? new Suspect(Code, clipping.ToString(), options => options with { Clipping = null }) : null;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Options.Clipping: { } clipping, Outcome: { IsFine: false, Divergence: null } outcome, Steps: { } steps, Network: { } network })
            return null;
        double limit = clipping.Describe().Settings.Values.First();
        double size = clipping.Describe().Kind == nameof(GradientClipping.ByNorm) ? steps.GradientNorm : steps.GradientNorm / Math.Sqrt(network.Parameters);
        TrialFacts? trial = outcome.Trial(Code);
        bool isTight = size > ManyTimes * limit && steps.Movement < LittleMovement && (outcome.FallsShort || outcome.Skill < 0.5);
        if (!isTight && !(size > limit && outcome.FallsShort && trial is { Accuses: true }))
            return null;
        return New(evidence, Severity.Warning,
            Invariant($"{clipping} cut the gradient, last of a size of {Number(size)}, to {Number(limit)}: to {Percent(limit / size)}. All ")
                + Invariant($"{evidence.StepsMade} steps together could change the weights by {Percent(steps.Movement)} of their size.{trial?.Text}"),
            "A gradient that is cut every time is a direction without a length: each step is the rate times the limit, far too small to get anywhere.",
            Invariant($"Set the limit to about the size of ordinary gradients, {Number(size)} here, or 1; or leave clipping out."),
            ("gradient", size), ("limit", limit));
    }
}
