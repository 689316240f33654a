namespace NeuralNet;

/// <summary>
/// What Bayesian regularisation says of weights: how many of them the data determine, and how strong penalty and noise
/// are.
/// </summary>
/// <param name="EffectiveParameters">How many parameters are determined by the data and not by the penalty: MacKay's
/// gamma, between 0 and their number; a bias counts as one.</param>
/// <param name="WeightPrecision">alpha: the weights (not the biases) are taken to be normal about 0 with variance 1 /
/// alpha.</param>
/// <param name="NoisePrecision">beta: targets are taken to be normal about the outputs with variance 1 / beta, in units
/// of the targets.</param>
/// <param name="LogEvidence">The natural logarithm of the probability density of the targets given network and
/// precisions, with the biases' prior taken as 1: the larger, the better the network explains them.</param>
/// <remarks>
/// D. MacKay, "Bayesian interpolation" and "A practical Bayesian framework for backpropagation networks", Neural
/// Computation 4 (1992). The precisions are those of sums: targets and weights have the density exp(-beta E_D - alpha
/// E_W) with E_D half the sum of squared errors and E_W half the sum of squared weights.
/// </remarks>
public readonly record struct BayesianEvidence(double EffectiveParameters, double WeightPrecision, double NoisePrecision, double LogEvidence)
{
    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(BayesianEvidence), PrintMembers);
}
