using System.Globalization;

namespace NeuralNet;

/// <summary>How good predictions are.</summary>
/// <param name="Loss">The loss, L1 and L2 penalties included.</param>
/// <param name="MeanAbsoluteError">
/// The mean over all N*outputs elements of |prediction - target|; predictions are probabilities where the loss includes
/// an activation.
/// </param>
/// <param name="Accuracy">
/// The share of right answers, 0 to 1, where the answers are those of the network's <see cref="DecisionRule"/>: of rows
/// if each sample is of one class, of elements if each output answers by itself. Null where targets hold no answers:
/// they are not one-hot, not all 0 or 1, not all -1 or +1, and the loss is no softmax cross-entropy.
/// </param>
public readonly record struct Scores(double Loss, double MeanAbsoluteError, double? Accuracy)
{
    /// <summary>
    /// Five decimals; six digits where a loss is so large, of targets in thousands, for example, that decimals say
    /// nothing.
    /// </summary>
    internal string LossText => Loss.ToString(Math.Abs(Loss) < 100_000 ? "F5" : "G6", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Scores), PrintMembers);
}
