namespace NeuralNet.Onnx.Import;

/// <summary>Sums, differences, products and quotients of samples and constants, feature by feature.</summary>
internal sealed partial class Operators<T>
{
    private Samples<T> Arithmetic(Node node)
    {
        CheckInputs(node, 2, 2);
        node.CheckAttributes();
        (Value left, Value right) = (Input(node, 0), Input(node, 1));
        return (left, right) switch
        {
            (Samples<T> samples, Constant<T> constant) => ByConstant(node, samples, constant, 1),
            (Constant<T> constant, Samples<T> samples) => OfConstant(node, constant, samples),
            (Samples<T>, Samples<T>) => throw node.Refuse("both inputs depend on the model's input, but in a chain of layers one of them is constant."),
            _ => throw node.Refuse("both inputs are constant; export the model with constants folded."),
        };
    }

    private Samples<T> ByConstant(Node node, Samples<T> samples, Constant<T> constant, int index)
    {
        (T[] c, samples) = ByFeature(node, samples, constant, index);
        return node.Operator switch
        {
            "Add" => samples.Then(new Difference<T>(node, Copy(c, value => -value))),
            "Sub" => samples.Then(new Difference<T>(node, c)),
            "Mul" => samples.Then(new Multiple<T>(node, c)),
            _ => samples.Then(new Multiple<T>(node, Copy(c, value => Inverse(node, value)))),
        };
    }

    private Samples<T> OfConstant(Node node, Constant<T> constant, Samples<T> samples)
    {
        if (node.Operator == "Div")
            throw node.Refuse("it divides by what depends on the model's input, but no layer of this library does.");
        Samples<T> result = ByConstant(node, samples, constant, 0);
        return node.Operator == "Sub" ? result.Then(new Multiple<T>(node, [-T.One])) : result;
    }

    private static T Inverse(Node node, T value)
    {
        T inverse = T.One / value;
        return T.IsFinite(inverse) ? inverse : throw node.Refuse($"it divides by {Text.Of(double.CreateTruncating(value))}, whose inverse is not finite.");
    }

    /// <summary>scale (x - mean) / sqrt(variance + epsilon) + bias, with the mean and variance that training left.</summary>
    private Samples<T> BatchNormalization(Node node)
    {
        CheckInputs(node, 5, 5);
        node.CheckAttributes("epsilon", "momentum", "training_mode", "spatial");
        if (node.Integer("training_mode", 0) != 0 || node.Outputs.Skip(1).Any(name => name.Length > 0))
            throw node.Refuse("it takes mean and variance from the batch: export the model in inference mode.");
        Samples<T> samples = SamplesInput(node);
        if (samples.Features.Length != 1 || samples.Layout != Layout.SamplesAreRows)
            throw node.Refuse("its input has more than 2 dimensions or samples as columns, but N x features was expected.");
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
                throw node.Refuse($"the variance of feature {Text.Of(j)} is {Text.Of(double.CreateTruncating(variance[j]))}, by whose root nothing can be divided.");
        }

        (T[] mean, samples) = ByFeature(node, samples, ConstantInput(node, 3), 3);
        (T[] factor, samples) = ByFeature(node, samples, new Constant<T>([factors.Length], factors, null), 1);
        (T[] bias, samples) = ByFeature(node, samples, ConstantInput(node, 2), 2);
        return samples.Then(new Difference<T>(node, mean)).Then(new Multiple<T>(node, factor)).Then(new Difference<T>(node, Copy(bias, value => -value)));
    }

    /// <summary>(x - offset) scale, as scikit-learn's scalers are written.</summary>
    private Samples<T> Scaler(Node node)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes("offset", "scale");
        Samples<T> samples = SamplesInput(node);
        (T[] offset, samples) = ByFeature(node, samples, Attribute(node, "offset"), 0);
        (T[] scale, samples) = ByFeature(node, samples, Attribute(node, "scale"), 0);
        return samples.Then(new Difference<T>(node, offset)).Then(new Multiple<T>(node, scale));
    }

    private Constant<T> Attribute(Node node, string name)
    {
        IReadOnlyList<float> numbers = node.Numbers(name) ?? throw node.Refuse($"its attribute '{name}' is missing.");
        if (!numbers.All(float.IsFinite))
            throw node.Refuse($"its attribute '{name}' holds NaN or infinity, but finite numbers were expected.");
        budget.Spend(numbers.Count);
        return new Constant<T>([numbers.Count], [.. numbers.Select(T.CreateTruncating)], null);
    }

    /// <summary>A constant as one number for all features or one for each, as the format spreads it over N x features; and the samples, whose width it may tell.</summary>
    private (T[] Values, Samples<T> Samples) ByFeature(Node node, Samples<T> samples, Constant<T> constant, int index)
    {
        T[] numbers = Numbers(node, constant, index);
        long[] features = samples.Features;
        string shapes = $"its constant has the shape {Text.Shape(constant.Shape)}, which does not spread over samples of {(samples.Layout == Layout.SamplesAreRows ? "shape" : "columns of shape")} {Text.Shape(features)}";
        int rank = features.Length + 1;
        if (constant.Shape.Length > rank || numbers.Length == 0)
            throw node.Refuse($"{shapes}.");
        if (numbers.Length == 1)
            return (numbers, samples);

        long[] sizes = [.. Enumerable.Repeat(1L, rank - constant.Shape.Length), .. constant.Shape];
        if (samples.Layout == Layout.SamplesAreColumns)
            (sizes[0], sizes[1]) = (sizes[1], sizes[0]);
        if (sizes[0] != 1)
            throw node.Refuse($"{shapes}: it differs from sample to sample.");
        if (features is [Samples<T>.Unknown])
            return (numbers, samples.WithFeatures([numbers.Length]));
        if (features.Contains(Samples<T>.Unknown) || features.Zip(sizes[1..]).Any(pair => pair.Second != 1 && pair.Second != pair.First))
            throw node.Refuse($"{shapes}.");
        return (Spread(node, numbers, sizes[1..], features), samples);
    }

    private T[] Spread(Node node, T[] numbers, long[] sizes, long[] features)
    {
        if (sizes.SequenceEqual(features))
            return numbers;
        long count = 1;
        foreach (long size in features)
        {
            count *= size;
            if (count > Array.MaxLength)
                throw node.Refuse($"its input has the features {Text.Shape(features)}, more than {Text.Of(Array.MaxLength)}.");
        }

        budget.Spend(count);
        var result = new T[count];
        for (long i = 0; i < count; i++)
        {
            long source = 0;
            long sourceStride = 1;
            long rest = i;
            for (int d = features.Length - 1; d >= 0; d--)
            {
                if (sizes[d] != 1)
                    source += rest % features[d] * sourceStride;
                sourceStride *= sizes[d];
                rest /= features[d];
            }

            result[i] = numbers[source];
        }

        return result;
    }
}
