namespace NeuralNet;

/// <summary>
/// A user's loss whose value and gradient do not belong together: <see cref="LossGradientTest{T}"/> looks.
/// </summary>
internal sealed class WrongLossGradient : Hypothesis
{
    private const double Learned = 0.7;

    public override FindingCode Code => FindingCode.WrongLossGradient;

    protected override FindingCode[] Effects => [FindingCode.MaximisedLoss, .. Failure];

    /// <summary>
    /// A gradient that is too long or too short, of a network that learned all the same, may be meant.
    /// </summary>
    public override Finding? Review(Evidence evidence, Finding finding)
        => evidence.Outcome is { Training.Correlation: > Learned } && finding.Numbers["slope by gradient"] * finding.Numbers["slope by value"] > 0
            ? finding with { Severity = Severity.Information } : finding;
}
