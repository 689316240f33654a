namespace NeuralNet.Uncertainty;

/// <summary>What intervals are made of: how far a target is from what a network predicts.</summary>
public enum ConformalScore
{
    /// <summary>|y - m|: intervals of one width about the output m.</summary>
    AbsoluteError,

    /// <summary>
    /// |y - m| / s with mean m and deviation s, two outputs for each target, as <see cref="MeanAndDeviation{T}"/> gives
    /// them: intervals as wide as the deviation says (Lei et al., 2018).
    /// </summary>
    ScaledError,

    /// <summary>
    /// max(q - y, y - r) with the lowest quantile q and the highest r, as <see cref="Quantiles{T}"/> gives them, at
    /// least two outputs for each target: conformalised quantile regression (Romano, Patterson and Candes, 2019).
    /// </summary>
    Quantiles,
}
