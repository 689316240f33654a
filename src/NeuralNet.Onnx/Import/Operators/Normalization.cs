namespace NeuralNet.Onnx.Import;

/// <summary>Operators that scale with numbers that training or fitting left.</summary>
internal sealed partial class Operators<T>
{
    /// <summary>
    /// scale (x - mean) / sqrt(variance + epsilon) + bias, with the mean and variance that training left; the features
    /// are along the second axis.
    /// </summary>
    private Samples<T> BatchNormalization(Node node)
    {
        node.CheckInputs(5);
        node.CheckAttributes("epsilon", "momentum", "training_mode", "spatial");
        if (node.Integer("training_mode", 0) != 0 || node.Outputs.Skip(1).Any(name => name.Length > 0))
            throw node.Refuse("it takes mean and variance from the batch: export the model in inference mode.");
        Samples<T> samples = SamplesInput(node);
        if (samples.Layout != Layout.SamplesAreRows || samples.Features.Length == 0)
            throw node.Refuse("its input has samples as columns or no features, but N x features was expected.");
        T epsilon = T.CreateTruncating(node.Number("epsilon", 1e-5f));
        T[] variance = NumbersInput(node, 4);
        T[] factors = [.. NumbersInput(node, 1)];
        if (variance.Length != factors.Length)
            throw node.Refuse($"it has {Text.Of(factors.Length)} scales, but {Text.Of(variance.Length)} variances.");
        budget.Spend(factors.Length);
        for (int j = 0; j < factors.Length; j++)
        {
            factors[j] /= T.Sqrt(variance[j] + epsilon);
            if (!T.IsFinite(factors[j]))
                throw node.Refuse($"the variance of feature {Text.Of(j)} is {Text.Of(double.CreateTruncating(variance[j]))}, by whose root nothing can be "
                    + "divided.");
        }

        (T[] mean, samples) = ByChannel(node, samples, NumbersInput(node, 3));
        (T[] factor, samples) = ByChannel(node, samples, factors);
        (T[] bias, samples) = ByChannel(node, samples, NumbersInput(node, 2));
        return samples.Then(new Difference<T>(node, mean)).Then(new Multiple<T>(node, factor)).Then(new Difference<T>(node, Copy(bias, value => -value)));
    }

    private (T[] Values, Samples<T> Samples) ByChannel(Node node, Samples<T> samples, T[] numbers)
        => Spread(node, samples, [numbers.Length, .. Enumerable.Repeat(1L, samples.Features.Length - 1)], numbers);

    /// <summary>(x - offset) scale, as scikit-learn's scalers are written.</summary>
    private Samples<T> Scaler(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("offset", "scale");
        Samples<T> samples = SamplesInput(node);
        (T[] offset, samples) = ByFeature(node, samples, Attribute(node, "offset"), 0);
        (T[] scale, samples) = ByFeature(node, samples, Attribute(node, "scale"), 0);
        return samples.Then(new Difference<T>(node, offset)).Then(new Multiple<T>(node, scale));
    }
}
