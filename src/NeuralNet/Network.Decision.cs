using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

public sealed partial class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private DecisionRule? _decisionRule;

    /// <summary>
    /// How outputs become classes. Training decides it, by the targets and the loss: the largest output where each
    /// sample is of one class; for targets of 0 and 1 each output above 0.5, for -1 and +1 above 0, and above 0 where
    /// outputs are logits, for the loss includes the sigmoid. It is saved with the network.
    /// </summary>
    /// <remarks>
    /// Until training tells, the last layer does: one output is cut in the middle of its range, such as 0.5 for Sigmoid
    /// and 0 for Tanh, at 0.5 if it cannot be negative, and at 0 otherwise. So it is for networks from files that do
    /// not say.
    /// </remarks>
    public DecisionRule DecisionRule => _decisionRule ?? DecisionChoice.ByLastLayer(_layers, Outputs);

    /// <summary>
    /// Decides by a rule of one's own, such as <c>DecisionRule.Above(0.3)</c>, which stays whatever training follows.
    /// </summary>
    /// <param name="rule">The rule; null gives the choice back to training.</param>
    /// <exception cref="ArgumentException">
    /// The rule has several thresholds, but another number of them than the network has outputs.
    /// </exception>
    public void UseDecisionRule(DecisionRule? rule)
    {
        rule?.CheckFits(Outputs, nameof(rule));
        _decisionRule = rule?.Source == DecisionSource.LastLayer ? null : rule;
    }

    /// <summary>
    /// The class of each sample by the network's <see cref="DecisionRule"/>: the column of the largest output, or with
    /// one output class 1 above its threshold.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>N class labels.</returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, or holds NaN or infinity; or a layer overflows, so that an output would be NaN
    /// or infinite.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// By the rule each of several outputs answers by itself: see <see cref="ClassifyEach(Matrix{T})"/>.
    /// </exception>
    public int[] Classify(Matrix<T> x) => DecisionRule.Classify(Predict(x));

    /// <summary>
    /// The class of each sample by a rule for this call alone, such as <c>DecisionRule.Above(0.3)</c>.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>N class labels.</returns>
    /// <inheritdoc cref="Classify(Matrix{T})" path="/exception"/>
    public int[] Classify(Matrix<T> x, DecisionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Classify(Predict(x));
    }

    /// <summary>
    /// The class of each sample of a network with one output: 1 where it is above a threshold for this call alone.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <param name="threshold">
    /// What class 1 exceeds, in units of the output: a probability behind Sigmoid, a logit behind Dense.
    /// </param>
    /// <returns>N class labels.</returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, or holds NaN or infinity; or a layer overflows, so that an output would be NaN
    /// or infinite.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network has several outputs: see <see cref="ClassifyEach(Matrix{T}, DecisionRule)"/>.
    /// </exception>
    public int[] Classify(Matrix<T> x, double threshold) => Classify(x, DecisionRule.Above(threshold));

    /// <summary>The class of one sample by the network's <see cref="DecisionRule"/>.</summary>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <exception cref="ArgumentException">
    /// x has another length, or holds NaN or infinity; or a layer overflows, so that an output would be NaN or
    /// infinite.
    /// </exception>
    /// <inheritdoc cref="Classify(Matrix{T})" path="/exception[2]"/>
    [OverloadResolutionPriority(-1)]
    public int Classify(ReadOnlySpan<T> x) => DecisionRule.Classify(PredictRow(x))[0];

    /// <summary>
    /// The answer of each output by the network's <see cref="DecisionRule"/>, for several labels at once.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>
    /// <c>N x outputs</c>: whether the output is above its threshold, or the largest where that is the rule.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, or holds NaN or infinity; or a layer overflows, so that an output would be NaN
    /// or infinite.
    /// </exception>
    public bool[,] ClassifyEach(Matrix<T> x) => DecisionRule.ClassifyEach(Predict(x));

    /// <summary>
    /// The answer of each output by a rule for this call alone, such as <c>DecisionRule.Above(0.5, 0.3, 0.8)</c>.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <param name="rule">The rule.</param>
    /// <inheritdoc cref="ClassifyEach(Matrix{T})" path="/returns"/>
    /// <inheritdoc cref="ClassifyEach(Matrix{T})" path="/exception"/>
    public bool[,] ClassifyEach(Matrix<T> x, DecisionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.ClassifyEach(Predict(x));
    }

    /// <summary>
    /// A line behind the table of layers; none where only the last layer suggests a rule, for it may be a network that
    /// answers with numbers.
    /// </summary>
    private string DescribeDecision() => _decisionRule is null ? "" : Environment.NewLine + (Outputs, _decisionRule.Thresholds.Count) switch
    {
        (_, 0) => $"a sample is of the class of {_decisionRule}",
        (1, _) => $"a sample is of class 1 where the output is {_decisionRule}",
        (_, 1) => $"each output says yes where it is {_decisionRule}",
        _ => $"outputs say yes where they are {_decisionRule}",
    };

    private Matrix<T> PredictRow(ReadOnlySpan<T> x)
    {
        Matrix<T> y = MatrixAccess.New<T>(1, Outputs);
        Predict(x, y.Values());
        return y;
    }
}
