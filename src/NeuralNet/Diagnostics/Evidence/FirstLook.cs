using System.Numerics;

namespace NeuralNet;

/// <summary>Takes the evidence that there is before training.</summary>
internal static class FirstLook
{
    private const double ScaledAway = 0.05;

    public static Evidence At<T>(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingData<T> data, TrainingData<T>? validation,
        int stepsPerEpoch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var training = PartFacts.Of(data);
        NetworkFacts facts = NetworkFacts.Of(network, loss);
        ColumnFacts[] first = facts.Preparing == 0 || facts.Preparing == facts.Layers.Length ? training.Inputs : BehindPreparation(network, loss, data);

        // What was scaled to next to nothing was scaled to a value that the sample does not hold.
        if (first.Length == data.Inputs && first.Any(column => column.Deviation < ScaledAway && !training.Inputs[column.Index].IsConstant))
            training = PartFacts.Of(data, elements: int.MaxValue);
        return new Evidence
        {
            Training = training,
            Validation = validation is null ? null : PartFacts.Of(validation),
            Replicates = Replicates.Of(data, validation),
            Network = facts,
            Loss = LossFacts.Of(loss, network.Outputs),
            Options = options,
            FirstInputs = first,
            Range = loss.IncludedActivation is null && loss.GradientSource == GradientSource.Library
                ? RangeErrors.Of(network.Layers[^1].OutputRange, data, training.Targets) : null,
            StepsPerEpoch = stepsPerEpoch,
            PlannedSteps = Math.Min((long)options.Epochs * stepsPerEpoch, options.Steps ?? long.MaxValue),
        };
    }

    /// <summary>The evidence of data alone.</summary>
    public static Evidence At<T>(TrainingData<T> data, TrainingData<T>? validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var training = PartFacts.Of(data);
        return new Evidence
        {
            Training = training,
            Validation = validation is null ? null : PartFacts.Of(validation),
            Replicates = Replicates.Of(data, validation),
            FirstInputs = training.Inputs,
        };
    }

    private static ColumnFacts[] BehindPreparation<T>(Network<T> network, Loss<T> loss, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int elements = 1 << 15;
        var sample = new SamplePass<T>(network, loss, data, Math.Max(256, elements / data.Inputs), classWeights: null);
        double[] values = SamplePass<T>.RowMajor(sample.Inputs());
        int columns = values.Length / sample.Rows.Length;
        double epsilon = double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        return ColumnReader.Read<double>(values, sample.Rows.Length, columns, columns == data.Inputs ? data.FeatureNames : null, values.Length,
            precision: epsilon);
    }
}
