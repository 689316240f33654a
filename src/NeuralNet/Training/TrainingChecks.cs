using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What the caller calls the parts of a data set, for messages.</summary>
internal readonly record struct DataNames(string X, string Y, string Weights)
{
    public static DataNames Of(string dataset) => new($"{dataset}.X", $"{dataset}.Y", $"{dataset}.SampleWeights");
}

/// <summary>Checks made once, when training starts.</summary>
internal static class TrainingChecks
{
    public static TrainingData<T> Data<T>(Dataset<T> data, DataNames names, Network<T> network, Loss<T> loss, IReadOnlyList<double>? classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shapes(data, names, network);
        data = data with { X = data.X.AsDense(), Y = data.Y.AsDense() };
        Check.Finite(data.X, names.X, Check.MissingValueAdvice, data.FeatureNames);
        Check.Finite(data.Y, names.Y, Check.MissingValueAdvice, data.TargetNames);
        loss.CheckTargets(data.Y, names.Y);
        TargetKind kind = loss.IncludedActivation?.OutputRange.RowSum is not null ? TargetKind.OneHot : data.Kind();
        double[]? weights = Weights(data, names, kind, classWeights);
        if (weights is not null && loss.RowWeighting == RowWeighting.Ignored)
            RefuseWeights(loss, names);
        var checkedData = new TrainingData<T>(data, kind, weights);
        checkedData.AnswerBy(network.DecisionRule);
        return checkedData;
    }

    private static void RefuseWeights<T>(Loss<T> loss, DataNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"{loss} does not use the weights of samples, but sample or class weights were given. Derive from Loss<T> and use the rowWeights that Evaluate is given.", names.Weights);

    public static void Shapes<T>(Dataset<T> data, DataNames names, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.X is null)
            throw new ArgumentNullException(names.X);
        if (data.Y is null)
            throw new ArgumentNullException(names.Y);
        Check.Columns(data.X, names.X, network.Inputs, "inputs");
        if (data.X.RowCount == 0)
            throw new ArgumentException($"'{names.X}' has no rows, but at least one sample is needed.", names.X);
        Check.SameRows(data.X, names.X, data.Y.RowCount, names.Y, "rows");
        Check.Columns(data.Y, names.Y, network.Outputs, "outputs");
        data.CheckNames();
        SchemaNames.Check(network.Schema, data, names);
        if (data.SampleWeights is { } weights)
        {
            Check.SameRows(data.X, names.X, weights.Count, names.Weights, "values");
            Check.SampleWeights(weights, names.Weights);
        }
    }

    public static void ActivationIsAppliedOnce<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.IncludedActivation is { } included && network.Layers[^1] is Sigmoid<T> or Softmax<T> && !OutputStage.IsIncluded(network.Layers[^1], loss))
            RefuseActivation(network, loss, included);
    }

    private static void RefuseActivation<T>(Network<T> network, Loss<T> loss, Layer<T> included)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"{loss} includes the {included} and works on logits, but the network ends in {network.Layers[^1]}, which is none: end it in {included} or Dense, or choose the loss that goes with {network.Layers[^1]}.", nameof(loss));

    public static void WeightsAreFinite<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Stored)
            {
                if (!Reductions.AllFinite<T>(parameter.Span))
                    RefuseWeight(parameter, i, network.Layers[i]);
            }
        }
    }

    private static void RefuseWeight<T>(Parameter<T> parameter, int index, Layer<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Check.Finite(parameter.Value, $"{parameter.Name} of layer {Check.Text(index)} ({layer})", "Set a finite value before training.");

    private static double[]? Weights<T>(Dataset<T> data, DataNames names, TargetKind kind, IReadOnlyList<double>? classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => classWeights is not null ? Weighted(data, names, kind, classWeights) : data.SampleWeights?.ToArray();

    /// <summary>Sample weights times the weights of their classes.</summary>
    private static double[] Weighted<T>(Dataset<T> data, DataNames names, TargetKind kind, IReadOnlyList<double> classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const string argument = nameof(TrainingOptions.ClassWeights);
        bool isOneHot = kind.IsOneHot();
        if (!isOneHot && !kind.IsTwoClasses(data.Y.ColumnCount))
            throw new ArgumentException($"'{argument}' is set, but '{names.Y}' holds no classes: one-hot rows, or one column of 0 and 1 or of -1 and +1, were expected.", names.Y);
        int classes = isOneHot ? data.Y.ColumnCount : 2;
        if (classWeights.Count != classes)
            throw new ArgumentException($"'{argument}' has {Check.Text(classWeights.Count)} weights, but there are {Check.Text(classes)} classes.", argument);
        int[] labels = (isOneHot ? DecisionRule.LargestOutput : DecisionRule.Above(kind.Middle())).Classify(data.Y);
        double[] weights = [.. labels.Select((label, i) => classWeights[label] * (data.SampleWeights?[i] ?? 1))];
        if (weights.Sum() == 0)
            throw new ArgumentException($"'{argument}' gives every sample the weight 0, but at least one must count.", argument);
        return weights;
    }
}
