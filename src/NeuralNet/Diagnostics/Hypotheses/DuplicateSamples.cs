using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Many equal samples where columns are continuous, or training samples that come again in the validation data.
/// </summary>
internal sealed class DuplicateSamples : Hypothesis
{
    // Equal inputs are common in real data (iris has a pair); a tenth is no accident any more.
    private const double ManyDuplicates = 0.1;

    public override FindingCode Code => FindingCode.DuplicateSamples;

    public override Finding? Before(Evidence evidence)
    {
        Replicates found = evidence.Replicates;
        bool isMuch = !found.AreNatural && (found.Repeated >= ManyDuplicates || found.Leaked >= ManyDuplicates);
        return isMuch ? Describe(evidence, found.Repeated, found.Leaked) : null;
    }

    private Finding Describe(Evidence evidence, double repeated, double leaked)
    {
        string seen = Invariant($"{Percent(repeated)} of the training samples repeat the inputs of an earlier one.");
        if (leaked >= ManyDuplicates)
            seen = Invariant($"{Percent(leaked)} of the validation samples have the same inputs as a training sample. ") + seen;
        return New(evidence, Severity.Information, seen,
            leaked >= ManyDuplicates
                ? "What was learned by heart counts as understood, so the validation scores are better than those on new samples."
                : "Repeated samples weigh more, and a random split puts copies on both sides, where they make validation look better than it is.",
            "Remove the copies, or give one copy a weight, before splitting off validation data.",
            ("repeated share", repeated), ("share of validation samples seen in training", leaked));
    }
}
