using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A validation loss that rises although the answers stay right.</summary>
internal sealed class Overconfidence : Hypothesis
{
    private const double NotableRise = 1.25;

    public override FindingCode Code => FindingCode.Overconfidence;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (!Overfitting.IsRising(evidence, out Overfitting.Curve curve) || curve.IsWorse || !curve.HasAccuracy || curve.Loss < NotableRise * curve.Lowest
            || findings.Has(FindingCode.ValidationUnlikeTraining, FindingCode.MissingClass, FindingCode.ChanceLevel))
            return null;
        return New(evidence, Severity.Information, curve.Seen,
            "The answers are as right as before, but the network gets surer of all of them, and a loss such as cross-entropy punishes the few wrong ones the "
                + "more the surer they are. Accuracy looks only at which output is largest.",
            Invariant($"If you need classes only, nothing. If you use the probabilities, stop about epoch {curve.BestEpoch} (EarlyStopping), or use label ")
                + "smoothing, L2 or Dropout.",
            curve.Numbers);
    }
}
