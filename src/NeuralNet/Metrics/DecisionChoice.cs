using System.Numerics;

namespace NeuralNet;

/// <summary>Which <see cref="DecisionRule"/> a network gets that was given none.</summary>
internal static class DecisionChoice
{
    /// <summary>
    /// What the last layer suggests: the middle of a bounded range; one half where outputs cannot be negative;
    /// otherwise 0, for logits. A softmax of one column knows one class.
    /// </summary>
    public static DecisionRule ByLastLayer<T>(IReadOnlyList<Layer<T>> layers, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OutputRange range = Last(layers).OutputRange;
        DecisionRule rule = outputs > 1 || range.RowSum is not null ? DecisionRule.LargestOutput
            : range.IsBounded ? DecisionRule.Above(range.Lowest / 2 + range.Highest / 2)
            : DecisionRule.Above(range.Lowest >= 0 ? 0.5 : 0);
        return rule with { Source = DecisionSource.LastLayer };
    }

    /// <summary>
    /// What training was given: between the two values of the targets, or 0 where outputs are logits of such targets,
    /// for the loss includes the activation; the largest output where each sample is of one class. Null if the targets
    /// do not tell.
    /// </summary>
    public static DecisionRule? ByTraining<T>(Network<T> network, Loss<T> loss, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DecisionRule? rule = data.Kind.IsOneHot() ? DecisionRule.LargestOutput
            : data.Kind == TargetKind.Continuous && data.Outputs > 1 ? null
            : data.TwoValues is not var (low, high) ? null
            : DecisionRule.Above(AreLogits(network, loss) ? 0 : low / 2 + high / 2);
        return rule is null ? null : rule with { Source = DecisionSource.Training };
    }

    private static bool AreLogits<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.IncludedActivation is not null && !OutputStage.IsIncluded(network.Layers[^1], loss);

    /// <summary>The last layer that does something in prediction.</summary>
    private static Layer<T> Last<T>(IReadOnlyList<Layer<T>> layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => layers.LastOrDefault(layer => !layer.IsStochastic) ?? layers[^1];
}
