using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What the caller calls the parts of a data set, for messages.</summary>
internal readonly struct DataNames(string x, string y, string weights)
{
    public string X { get; } = x;

    public string Y { get; } = y;

    public string Weights { get; } = weights;

    public static DataNames Of(string dataset) => new($"{dataset}.X", $"{dataset}.Y", $"{dataset}.SampleWeights");
}

/// <summary>Checks made once, when training starts.</summary>
internal static class TrainingChecks
{
    /// <summary>
    /// The training and the validation samples of a run, checked. What is checked row by row is checked before a part
    /// is split off, so that messages have the caller's names and row numbers.
    /// </summary>
    public static (TrainingData<T> Training, TrainingData<T>? Validation) Parts<T>(
        Dataset<T> training, Dataset<T>? validation, DataNames names, Network<T> network, Loss<T> loss, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        training = Checked(training, names, network, loss);
        if (validation is null && options.ValidationFraction > 0)
            return Split(training, names, network, loss, options);
        TrainingData<T> trainingData = Kept(training, names, network, loss, options.ClassWeights);
        if (validation is null)
            return (trainingData, null);
        DataNames ofValidation = DataNames.Of(nameof(validation));
        validation = Checked(validation, ofValidation, network, loss);
        SameNames.Check(training, validation);
        return (trainingData, Kept(validation, ofValidation, network, loss, classWeights: null));
    }

    /// <summary>One checked data set.</summary>
    public static TrainingData<T> Data<T>(Dataset<T> data, DataNames names, Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Kept(Checked(data, names, network, loss), names, network, loss, classWeights: null);

    /// <summary>
    /// The data in dense matrices, of the network's shape, finite, and with targets that the loss can take.
    /// </summary>
    public static Dataset<T> Checked<T>(Dataset<T> data, DataNames names, Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shapes(data, names, network);
        data = data with { X = data.X.AsDense(), Y = data.Y.AsDense() };
        Values(data.X, data.Y, names, loss, data.FeatureNames, data.TargetNames);
        return data;
    }

    /// <summary>Throws unless all values are finite and the loss can take the targets.</summary>
    public static void Values<T>(
        Matrix<T> x, Matrix<T> y, DataNames names, Loss<T> loss, IReadOnlyList<string>? featureNames, IReadOnlyList<string>? targetNames)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Finite(x, names.X, Check.MissingValueAdvice, featureNames);
        if (loss.TargetGaps == TargetGaps.Refused)
            Check.Finite(y, names.Y, Check.MissingValueAdvice, targetNames);
        loss.CheckTargets(y, names.Y);
    }

    /// <summary>Throws where an accuracy is to be watched that there is not.</summary>
    public static void WatchedScoresExist<T>(TrainingOptions options, TrainingData<T> watched, DataNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isWanted = (options.EarlyStopping is { } stopping && stopping.Score == MonitoredScore.Accuracy)
            || (options.Optimizer.OnPlateau is { } plateau && plateau.Score == MonitoredScore.Accuracy);
        if (isWanted && watched.Answers is null)
            throw new ArgumentException($"The accuracy is to be watched, but '{names.Y}' holds no classes: one-hot rows, or zeros and ones, were "
                + $"expected.", names.Y);
    }

    private static (TrainingData<T> Training, TrainingData<T> Validation) Split<T>(
        Dataset<T> data, DataNames names, Network<T> network, Loss<T> loss, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const string fraction = nameof(TrainingOptions.ValidationFraction);
        if (data.Count < 2)
            throw new ArgumentException($"'{names.X}' has {Check.Text(data.Count)} samples, but with a '{fraction}' of "
                + $"{Check.Text(options.ValidationFraction)} at least 2 are needed: one to train on, one to hold back.", names.X);
        DataSplit<T> split = DataSplit<T>.Random(data, options.ValidationFraction, options.Seed);
        (int[] training, int[] held) = ([.. split.TrainingRows!], [.. split.HeldRows!]);
        if (data.SampleWeights is { } weights && (training.All(row => weights[row] == 0) || held.All(row => weights[row] == 0)))
            throw new ArgumentException($"'{names.Weights}' is 0 for all samples of one of the parts that a '{fraction}' of "
                + $"{Check.Text(options.ValidationFraction)} makes: {Check.Text(training.Length)} to train on, {Check.Text(held.Length)} held back. "
                + $"Each needs a sample that counts.", names.Weights);
        return (Kept(split.Training, names, network, loss, options.ClassWeights, training),
            Kept(split.Held, names, network, loss, classWeights: null, held));
    }

    /// <summary>
    /// What the targets mean to a loss: one whose probabilities sum to 1 takes every row for a class.
    /// </summary>
    public static TargetKind KindOf<T>(Dataset<T> data, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.IncludedActivation?.OutputRange.RowSum is not null ? TargetKind.OneHot : data.Kind();

    /// <summary>Checked samples as training keeps them.</summary>
    private static TrainingData<T> Kept<T>(
        Dataset<T> data, DataNames names, Network<T> network, Loss<T> loss, IReadOnlyList<double>? classWeights, int[]? rows = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TargetKind kind = KindOf(data, loss);
        double[]? weights = Weights(data, names, kind, classWeights);
        if (weights is not null && loss.RowWeighting == RowWeighting.Ignored)
            RefuseWeights(loss, names);
        var kept = new TrainingData<T>(data, kind, weights, rows);
        kept.AnswerBy(network.DecisionRule);
        return kept;
    }

    public static void RefuseWeights<T>(Loss<T> loss, DataNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"{loss} does not use the weights of samples, but sample or class weights were given. Derive from Loss<T> and "
            + $"use the rowWeights that Evaluate is given.", names.Weights);

    public static void Shapes<T>(Dataset<T> data, DataNames names, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.X is null)
            throw new ArgumentNullException(names.X);
        if (data.Y is null)
            throw new ArgumentNullException(names.Y);
        Shapes(data.X, data.Y, data.SampleWeights, names, network);
        data.CheckNames();
        SchemaNames.Check(network.Schema, data, names);
    }

    public static void Shapes<T>(Matrix<T> x, Matrix<T> y, IReadOnlyList<double>? weights, DataNames names, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Columns(x, names.X, network.Inputs, "inputs");
        if (x.RowCount == 0)
            throw new ArgumentException($"'{names.X}' has no rows, but at least one sample is needed.", names.X);
        Check.SameRows(x, names.X, y.RowCount, names.Y, "rows");
        Check.Columns(y, names.Y, network.Outputs, "outputs");
        if (weights is null)
            return;
        Check.SameRows(x, names.X, weights.Count, names.Weights, "values");
        Check.SampleWeights(weights, names.Weights);
    }

    /// <summary>
    /// A loss that includes an activation works on logits. Refuses networks that hand it probabilities: a softmax or
    /// sigmoid behind which stand only layers that treat each output by itself, apart from the last one if that is left
    /// to the loss.
    /// </summary>
    public static void ActivationIsAppliedOnce<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss.IncludedActivation is not { } included)
            return;
        int last = OutputStage.LayersBeforeLoss(network, loss).Length - 1;
        for (int i = last; i >= 0 && network.Layers[i] is Activation<T> or Softmax<T> or Dropout<T> or Scaling<T>; i--)
        {
            if (network.Layers[i] is Sigmoid<T> or Softmax<T>)
                RefuseActivation(network, loss, included, i);
        }
    }

    private static void RefuseActivation<T>(Network<T> network, Loss<T> loss, Layer<T> included, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> first = network.Layers[index];
        string where = index == network.Layers.Count - 1
            ? $"the network ends in {first}, which is none"
            : $"layer {Check.Text(index)} is {first}, which is none, and no layer behind it ({string.Join(", ", network.Layers.Skip(index + 1))}) "
                + $"makes logits of it again";
        throw new ArgumentException($"{loss} includes the {included} and works on logits, but {where}: let the network end in Dense, or in Dense and "
            + $"{included}, or choose the loss that goes with {first}.", nameof(loss));
    }

    public static void WeightsAreFinite<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Stored)
            {
                if (!Reductions<T>.AllFinite(parameter.Span))
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
        HasClasses(kind, data.Y.ColumnCount, classWeights, names);
        int[] labels = (kind.IsOneHot() ? DecisionRule.LargestOutput : DecisionRule.Above(kind.Middle())).Classify(data.Y);
        double[] weights = [.. labels.Select((label, i) => classWeights[label] * (data.SampleWeights?[i] ?? 1))];
        if (weights.Sum() == 0)
            throw new ArgumentException($"'{nameof(TrainingOptions.ClassWeights)}' gives every sample the weight 0, but at least one must count.",
                nameof(TrainingOptions.ClassWeights));
        return weights;
    }

    /// <summary>Throws unless targets are classes, and there is a weight for each.</summary>
    public static void HasClasses(TargetKind kind, int columns, IReadOnlyList<double> classWeights, DataNames names)
    {
        const string argument = nameof(TrainingOptions.ClassWeights);
        bool isOneHot = kind.IsOneHot();
        if (!isOneHot && !kind.IsTwoClasses(columns))
            throw new ArgumentException($"'{argument}' is set, but '{names.Y}' holds no classes: one-hot rows, or one column of 0 and 1 or of -1 and "
                + $"+1, were expected.", names.Y);
        int classes = isOneHot ? columns : 2;
        if (classWeights.Count != classes)
            throw new ArgumentException($"'{argument}' has {Check.Text(classWeights.Count)} weights, but there are {Check.Text(classes)} classes.", argument);
    }
}
