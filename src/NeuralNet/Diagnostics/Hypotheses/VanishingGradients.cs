using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Gradients that fade on their way back.</summary>
internal sealed class VanishingGradients : Hypothesis
{
    // Sigmoids fade a gradient to a tenth at each layer in healthy networks of three or four layers.
    private const double Faded = 1e-3;
    private const double SomeSkill = 0.5;
    private const double Plateau = 0.02;

    public override FindingCode Code => FindingCode.VanishingGradients;

    protected override FindingCode[] Effects
        => [FindingCode.LearningRateTooLow, FindingCode.PatienceTooShort, FindingCode.StillImproving, FindingCode.ClassImbalance, FindingCode.ChanceLevel];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        double growth = evidence.Outcome!.Readings?.BackwardGrowth ?? double.NaN;
        return growth < Faded && HasFailed(evidence)
            && !findings.Has(FindingCode.NoGradient, FindingCode.DeadUnits, FindingCode.SaturatedUnits, FindingCode.LearningRateTooHigh,
            FindingCode.PenaltyTooStrong)
            ? Describe(evidence, FindingCode.VanishingGradients, growth,
                "Each layer multiplies the gradient by its weights and slopes; a sigmoid's slope is at most 1/4. The first layers hardly learn.",
                "Use ReLU or Tanh in hidden layers, fewer layers, the library's own initial weights, and Adam, which levels the sizes.")
            : null;
    }

    public static bool HasFailed(Evidence evidence)
        => evidence is { Outcome: { IsFine: false, Divergence: null } outcome, Course: { Epochs: >= 10 } course } && evidence.StepsMade >= 100
            && outcome.Skill < SomeSkill
            && outcome.Reference is not { FindsSomething: false } && course.LateImprovement(record => record.Training.Loss) < Plateau;

    public static Finding Describe(Evidence evidence, FindingCode code, double growth, string cause, string remedy)
    {
        StepReadings seen = evidence.Outcome!.Readings!;
        int first = seen.LayersWithParameters[0], last = seen.LayersWithParameters[^1];
        return evidence.At(
            new Finding
            {
                Code = code,
                Severity = Severity.Warning,
                Epoch = evidence.Epoch,
                Observation = Invariant($"On its way from layer {last} back to layer {first} the gradient changes in size by a factor of {Number(growth)}, ")
                    + Invariant($"from {Number(seen.GradientSize(last))} to {Number(seen.GradientSize(first))}."),
                Cause = cause,
                Remedy = remedy,
                Numbers = new Dictionary<string, double>
                {
                    ["growth"] = growth,
                    ["first layer"] = seen.GradientSize(first),
                    ["last layer"] = seen.GradientSize(last),
                },
            },
            first);
    }
}
