using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Many.Ensembles;

/// <summary>What networks must have in common to answer as one.</summary>
internal static class MemberChecks
{
    public static void FitTogether<T>(IReadOnlyList<Network<T>> members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
            throw new ArgumentException($"'{nameof(members)}' is empty, but an ensemble needs at least one network.", nameof(members));
        for (int i = 0; i < members.Count; i++)
        {
            Network<T> member = members[i] ?? throw new ArgumentException($"'{nameof(members)}'[{Text.Of(i)}] is null.", nameof(members));
            if (Difference(members[0], member) is { } difference)
                throw new ArgumentException($"'{nameof(members)}'[{Text.Of(i)}] {difference}: what they predict has no meaningful mean.", nameof(members));
        }
    }

    /// <summary>
    /// The network with probabilities as outputs, where its loss includes the activation that makes them: the mean of
    /// logits is no logit of the mean.
    /// </summary>
    public static Network<T> WithProbabilities<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.IncludedActivation is not { } activation || network.Layers[^1].GetType() == activation.GetType())
            return network;
        var result = new Network<T>(network.Inputs, [.. network.Layers, activation]);
        result.UseDecisionRule(Through(activation, network.DecisionRule));
        result.UseSchema(network.Schema);
        return result;
    }

    /// <summary>The rule for what an activation makes of the outputs that a rule was for.</summary>
    private static DecisionRule Through<T>(Layer<T> activation, DecisionRule rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rule.Thresholds.Count == 0)
            return rule;
        Matrix<T> logits = Matrix<T>.Build.Dense(1, rule.Thresholds.Count, (_, j) => T.CreateTruncating(rule.Thresholds[j]));
        Matrix<T> thresholds = Matrix<T>.Build.Dense(1, rule.Thresholds.Count);
        activation.Forward(logits, thresholds);
        return DecisionRule.Above([.. thresholds.Row(0).Select(double.CreateTruncating)]) with { Source = rule.Source };
    }

    private static string? Difference<T>(Network<T> first, Network<T> other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (other.Inputs != first.Inputs || other.Outputs != first.Outputs)
            return $"has {Text.Of(other.Inputs)} inputs and {Text.Of(other.Outputs)} outputs, but the first has {Text.Of(first.Inputs)} and "
                + Text.Of(first.Outputs);
        if (LastRange(other) != LastRange(first))
            return $"ends in {other.Layers[^1]}, but the first in {first.Layers[^1]}";
        if (!other.DecisionRule.Thresholds.SequenceEqual(first.DecisionRule.Thresholds))
            return $"decides by {other.DecisionRule}, but the first by {first.DecisionRule}";
        return other.Schema.Equals(first.Schema) ? null : "has other names of columns or classes than the first, or the same in another order";
    }

    private static OutputRange LastRange<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (network.Layers.LastOrDefault(layer => !layer.IsStochastic) ?? network.Layers[^1]).OutputRange;
}
