using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>With samples in the order given, what the last ones taught has replaced what the first ones did.</summary>
internal sealed class SortedSamples : Hypothesis
{
    private const double LostAccuracy = 0.08;
    private const double LostSkill = 0.15;

    public override FindingCode Code => FindingCode.SortedSamples;

    protected override FindingCode[] Effects => Failure;

    public override Suspect? Suspect(Evidence evidence)
        => evidence is { Options.Order: SampleOrder.AsGiven, StepsPerEpoch: > 1 }
            ? new Suspect(Code, "the order given", options => options with { Order = SampleOrder.Shuffled }) : null;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not
            {
                Options.Order: SampleOrder.AsGiven,
                IsComparing: true,
                Outcome: { Divergence: null, RestoredEpoch: null } outcome,
                Course: { Epochs: > 0 } course,
            }
            || evidence.StepsPerEpoch < 2)
            return null;
        Scores record = course.Last.Training;
        Performance now = outcome.Training;
        double recordSkill = 1 - (record.Loss - outcome.Penalty) / now.ConstantLoss;
        double error = now.Accuracy is { } share ? 3 * Math.Sqrt(share * (1 - share) / now.Rows) : 0;
        bool isLost = record.Accuracy is { } accuracy && now.Accuracy is { } mine
            ? accuracy - mine > Math.Max(LostAccuracy, error)
            : recordSkill - now.Skill > Math.Max(LostSkill, 3 * now.SkillError);
        TrialFacts? trial = outcome.Trial(Code);
        if (!(isLost && (recordSkill > 0.1 || record.Accuracy > now.Accuracy)) && !(outcome.FallsShort && trial is { Accuses: true }))
            return null;
        string seen = record.Accuracy is { } then && now.Accuracy is { } at
            ? Invariant($"The record of the last epoch says {100 * then:0.0} % right, but the network as it is now answers {100 * at:0.0} % of the same ")
                + "samples right."
            : Invariant($"The record of the last epoch says a loss of {Number(record.Loss)}, but the network as it is now has one of {Number(now.Loss)} on ")
                + "the same samples.";
        return New(evidence, Severity.Warning, seen + trial?.Text,
            "Samples come in the order given, and neighbours are alike: each batch is learned just before the next one makes it forgotten, and the record "
                + "scores every batch before its own update.",
            "Let each epoch shuffle: SampleOrder.Shuffled, which is the default.",
            ("record", record.Accuracy ?? record.Loss), ("now", now.Accuracy ?? now.Loss));
    }
}
