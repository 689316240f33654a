namespace NeuralNet;

/// <summary>
/// A user's loss whose value and gradient do not belong together: <see cref="LossGradientTest{T}"/> looks.
/// </summary>
internal sealed class WrongLossGradient : Hypothesis
{
    public override FindingCode Code => FindingCode.WrongLossGradient;

    protected override FindingCode[] Effects => [FindingCode.MaximisedLoss, .. Failure];
}
