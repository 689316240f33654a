namespace NeuralNet.Onnx.Import;

/// <summary>Constants as the format spreads them over samples.</summary>
internal sealed partial class Operators<T>
{
    /// <summary>
    /// A constant as one number for all features or one for each, as the format spreads it over N x features; and the
    /// samples, whose width it may tell.
    /// </summary>
    private (T[] Values, Samples<T> Samples) ByFeature(Node node, Samples<T> samples, Constant<T> constant, int index)
        => Spread(node, samples, constant.Shape, Numbers(node, constant, index));

    private (T[] Values, Samples<T> Samples) Spread(Node node, Samples<T> samples, long[] shape, T[] numbers)
    {
        samples = WithRank(samples, shape);
        long[] features = samples.Features;
        string shapes = $"its constant has the shape {Text.Shape(shape)}, which does not spread over samples of "
            + $"{(samples.Layout == Layout.SamplesAreColumns ? "columns of shape" : "shape")} {Text.Shape(features)}";
        int rank = samples.Shape.Length;
        if (shape.Length > rank || numbers.Length == 0)
            throw node.Refuse($"{shapes}.");
        if (numbers.Length == 1)
            return (numbers, samples);

        long[] sizes = [.. Enumerable.Repeat(1L, rank - shape.Length), .. shape];
        if (samples.Layout != Layout.OneSample)
        {
            int batch = samples.Layout == Layout.SamplesAreRows ? 0 : 1;
            if (sizes[batch] != 1)
                throw node.Refuse($"{shapes}: it differs from sample to sample.");
            sizes = [.. sizes[..batch], .. sizes[(batch + 1)..]];
        }

        if (features is [Sizes.Unknown])
            return (numbers, samples.WithFeatures([numbers.Length]));
        if (features is [1])
            return (numbers, samples.Then(new Selection<T>(node, new int[Spent(numbers.Length)], 1), [numbers.Length]));
        if (features.Contains(Sizes.Unknown) || features.Zip(sizes).Any(pair => pair.Second != 1 && pair.Second != pair.First))
            throw node.Refuse($"{shapes}.");
        return (Spread(node, numbers, sizes, features), samples);
    }

    /// <summary>A single sample gets the dimensions of size 1 that the constant has in front.</summary>
    private static Samples<T> WithRank(Samples<T> samples, long[] shape)
    {
        int missing = shape.Length - samples.Shape.Length;
        if (samples.Layout != Layout.OneSample || missing <= 0 || missing > 8 || shape.Take(missing).Any(size => size != 1))
            return samples;
        return samples.WithShape([.. shape[..missing], .. samples.Features])!;
    }

    private T[] Spread(Node node, T[] numbers, long[] sizes, long[] features)
    {
        if (sizes.AsSpan().SequenceEqual(features))
            return numbers;
        int[] places = new Places(budget).Spread(node, sizes, features);
        var result = new T[Spent(places.Length)];
        for (int i = 0; i < result.Length; i++)
            result[i] = numbers[places[i]];
        return result;
    }

    private int Spent(int count)
    {
        budget.Spend(count);
        return count;
    }
}
