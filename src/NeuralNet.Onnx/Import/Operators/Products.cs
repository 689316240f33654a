namespace NeuralNet.Onnx.Import;

/// <summary>Matrix products of samples and weights, whichever stands left and however both lie.</summary>
internal sealed partial class Operators<T>
{
    /// <summary>alpha A B + beta C, with A and B transposed first if the attributes say so.</summary>
    private Samples<T> Gemm(Node node)
    {
        node.CheckInputs(2, 3);
        node.CheckAttributes("alpha", "beta", "transA", "transB");
        bool transposeA = node.Integer("transA", 0) != 0;
        bool transposeB = node.Integer("transB", 0) != 0;
        if (Enumerable.Range(0, 2).Select(i => Input(node, i)).OfType<Samples<T>>().FirstOrDefault(samples => samples.Shape.Length != 2) is { } other)
            throw node.Refuse($"its input has {Text.Of(other.Shape.Length)} dimensions, but it multiplies matrices: a Flatten in front of it is missing.");
        Samples<T> product = Multiply(node, transposeA, transposeB, T.CreateTruncating(node.Number("alpha", 1)));
        if (OptionalInput(node, 2) is null)
            return product;
        T beta = T.CreateTruncating(node.Number("beta", 1));
        (T[] bias, product) = ByFeature(node, product, ConstantInput(node, 2), 2);
        return product.Then(new Difference<T>(node, Copy(bias, value => -(beta * value))));
    }

    private Samples<T> MatMul(Node node)
    {
        node.CheckInputs(2);
        node.CheckAttributes();
        Samples<T> product = Multiply(node, transposeA: false, transposeB: false, T.One);

        // A factor that is a vector leaves a number, not a dimension of size 1.
        bool isByVector = (Input(node, 0) as Constant<T> ?? Input(node, 1) as Constant<T>)!.Shape.Length == 1;
        return isByVector ? product.WithFeatures(product.Features[..^1]) : product;
    }

    private Samples<T> Multiply(Node node, bool transposeA, bool transposeB, T alpha) => (Input(node, 0), Input(node, 1)) switch
    {
        (Samples<T> samples, Constant<T>) => Multiply(node, Turned(samples, transposeA), Side.Left, Weights(node, 1, transpose: !transposeB), alpha),
        (Constant<T>, Samples<T> samples) => Multiply(node, Turned(samples, transposeB), Side.Right, Weights(node, 0, transposeA), alpha),
        (Samples<T>, Samples<T>) => throw node.Refuse("both factors depend on the model's input, but in a chain of layers one of them is constant."),
        _ => throw node.Refuse("it multiplies other things than samples and weights."),
    };

    private Samples<T> Multiply(Node node, Samples<T> samples, Side side, (T[] Numbers, int Units, int Inputs) weights, T alpha)
    {
        long[] features = samples.Features;
        bool alongSamples = samples.Layout == (side == Side.Left ? Layout.SamplesAreColumns : Layout.SamplesAreRows);

        // Behind further dimensions of size 1 a matrix of one column for each sample can be multiplied from the left.
        bool isColumn = side == Side.Right && samples.Layout != Layout.SamplesAreColumns && features is [.., _, 1];
        if (features.Length == 0 || (alongSamples && !isColumn))
            throw node.Refuse("it multiplies the samples along the wrong side: its factor has "
                + $"{(side == Side.Left == (features.Length > 0) ? "columns" : "rows")} of samples, so it would mix samples.");
        int axis = isColumn ? features.Length - 2 : features.Length - 1;
        if (Sizes.Product(features.AsSpan(0, axis)) != 1)
            throw node.Refuse($"samples have the shape {Text.Shape(features)}, but a Dense layer takes vectors: a Flatten in front of it is missing.");
        if (features[axis] != Sizes.Unknown && features[axis] != weights.Inputs)
            throw node.Refuse($"its weights take {Text.Of(weights.Inputs)} inputs, but samples have {Text.Of(features[axis])} features.");
        T[] scaled = alpha == T.One ? weights.Numbers : Copy(weights.Numbers, value => alpha * value);
        long[] result = [.. features];
        result[axis] = weights.Units;
        return samples.Then(new Product<T>(node, scaled, weights.Inputs, weights.Units), result);
    }

    private static Samples<T> Turned(Samples<T> samples, bool transpose) => (transpose, samples.Layout, samples.Features) switch
    {
        (false, _, _) => samples,
        (true, Layout.SamplesAreRows, [_]) => samples.WithLayout(Layout.SamplesAreColumns),
        (true, Layout.SamplesAreColumns, _) => samples.WithLayout(Layout.SamplesAreRows),
        _ => samples,
    };

    /// <summary>Weights as they lie in a product, units x inputs.</summary>
    private (T[] Numbers, int Units, int Inputs) Weights(Node node, int index, bool transpose)
    {
        Constant<T> constant = ConstantInput(node, index);
        T[] numbers = Numbers(node, constant, index);
        if (constant.Shape.Length == 1 && numbers.Length > 0)
            return (numbers, 1, numbers.Length);
        if (constant.Shape.Length != 2 || numbers.Length == 0)
            throw node.Refuse($"its weights {Text.Name(node.Inputs[index])} have the shape {Text.Shape(constant.Shape)}, but a matrix was expected.");
        (int rows, int columns) = ((int)constant.Shape[0], (int)constant.Shape[1]);
        return transpose ? (Transposed(numbers, rows, columns), columns, rows) : (numbers, rows, columns);
    }

    private T[] Transposed(T[] numbers, int rows, int columns)
    {
        budget.Spend(numbers.Length);
        var result = new T[numbers.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[j * rows + i] = numbers[i * columns + j];
        }

        return result;
    }

    /// <summary>On which side of a product the samples stand.</summary>
    private enum Side
    {
        Left,
        Right,
    }
}
