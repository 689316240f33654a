using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Half of a hidden layer's units out of action, in a run that did not become good.</summary>
internal abstract class UnitHypothesis : Hypothesis
{
    // A sigmoid's slope is below 1/100 beyond |x| = 4.6, a tanh's beyond 3: there a unit learns 25 to 100 times slower
    // than in its middle.
    private const double FlatSlope = 0.01;

    // Half of a layer's units out of action is no accident of initial weights; a few dead ReLUs are common and do no
    // harm.
    private const double ManyUnits = 0.5;

    // While training goes on, only what cannot recover is worth a warning: nearly all units, and a slope of exactly 0.
    // Adam brings units back from 1/1000.
    private const double NearlyAllUnits = 0.9;

    // Of what is to be learned: hardly anything, and a good part.
    private const double NoSkill = 0.1;
    private const double SomeSkill = 0.5;
    private const double Good = 0.9;

    // Answers may be saturated because they are right, but not where they are worse than a constant before training.
    private const double Wrong = -0.3;
    private const double Plateau = 0.02;

    // XOR takes a thousand steps before it seems to learn anything; during training, patience comes first.
    private const int Patience = 10;

    // At the start a few steps tell: weights that begin saturated know nothing yet. Those of a trained network may be
    // saturated and right.
    private const int RowsAtStart = 256;

    protected abstract bool Applies(LayerFacts layer);

    protected abstract double Share(UnitReadings units, long rows, double slope);

    protected abstract Finding Describe(Evidence evidence, LayerFacts layer, double share, double slope, string time);

    public override Finding? During(Evidence evidence)
    {
        StepReadings steps = evidence.Steps!;
        if (IsStart(evidence) && !(evidence.Start!.Skill > SomeSkill))
            return Find(evidence, steps, NearlyAllUnits, FlatSlope, "in the first steps");
        return steps.Count >= Patience && evidence.Epoch >= Patience && evidence.RecentSkill < NoSkill
            ? Find(evidence, steps, NearlyAllUnits, slope: 0)
            : null;
    }

    /// <summary>Whether the first steps have just been seen.</summary>
    public static bool IsStart(Evidence evidence)
        => evidence.Steps is { Count: >= 3 } steps && steps.Rows >= Math.Min(steps.Samples, RowsAtStart) && !evidence.IsStartJudged;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Outcome: { Readings: { } readings, Divergence: null, IsFine: false } outcome, Course: { Epochs: >= Patience } course }
            || evidence.StepsMade < 100)
            return null;
        bool hasFailed = outcome.FallsShort || findings.Has(FindingCode.NoGradient)
            || (outcome.Skill < Good && !outcome.ReachesReference && outcome.Reference is not { FindsSomething: false }
                && course.LateImprovement(record => record.Training.Loss) < Plateau);
        return hasFailed ? Find(evidence, readings, ManyUnits, FlatSlope, Invariant($"in all {readings.Rows} samples looked at last")) : null;
    }

    public override Finding? Review(Evidence evidence, Finding finding) => evidence.Outcome is { IsFine: true, Divergence: null } ? null : finding;

    protected static string Updates(Evidence evidence)
        => Invariant($"The largest update was {Number(evidence.Steps!.LargestUpdateRatio)} of the size of its weights (about 0.001 is usual).");

    private Finding? Find(Evidence evidence, StepReadings seen, double share, double slope, string? time = null)
    {
        for (int layer = 0; layer < seen.Units.Length; layer++)
        {
            LayerFacts facts = evidence.Network!.Layers[layer];
            if (seen.Units[layer] is not { } units || !Applies(facts)
                || (facts.Range.IsBounded && layer == evidence.Network.Layers.Length - 1
                    && !(evidence.IsStartJudged == false && evidence.Start!.Skill < Wrong)))
                continue;
            double found = Share(units, Math.Min(seen.Rows, seen.EnoughRows), slope);
            if (found >= share)
                return evidence.At(Describe(evidence, facts, found, slope, time ?? Invariant($"in the last {seen.EnoughRows} samples looked at")), layer);
        }

        return null;
    }
}
