namespace NeuralNet.Onnx.Import;

/// <summary>Matrix products of samples and weights, whichever stands left and however both lie.</summary>
internal sealed partial class Operators<T>
{
    /// <summary>alpha A B + beta C, with A and B transposed first if the attributes say so.</summary>
    private Samples<T> Gemm(Node node)
    {
        CheckInputs(node, 2, 3);
        node.CheckAttributes("alpha", "beta", "transA", "transB");
        bool transposeA = node.Integer("transA", 0) != 0;
        bool transposeB = node.Integer("transB", 0) != 0;
        Samples<T> product = Multiply(node, transposeA, transposeB, T.CreateTruncating(node.Number("alpha", 1)));
        if (OptionalInput(node, 2) is null)
            return product;
        T beta = T.CreateTruncating(node.Number("beta", 1));
        (T[] bias, product) = ByFeature(node, product, ConstantInput(node, 2), 2);
        return product.Then(new Difference<T>(node, Copy(bias, value => -(beta * value))));
    }

    private Samples<T> MatMul(Node node)
    {
        CheckInputs(node, 2, 2);
        node.CheckAttributes();
        return Multiply(node, transposeA: false, transposeB: false, T.One);
    }

    private Samples<T> Multiply(Node node, bool transposeA, bool transposeB, T alpha)
    {
        (Value a, Value b) = (Input(node, 0), Input(node, 1));
        return (a, b) switch
        {
            (Samples<T> samples, Constant<T>) => Multiply(node, samples, transposeA, Layout.SamplesAreRows, Weights(node, 1, transpose: !transposeB), alpha),
            (Constant<T>, Samples<T> samples) => Multiply(node, samples, transposeB, Layout.SamplesAreColumns, Weights(node, 0, transposeA), alpha),
            (Samples<T>, Samples<T>) => throw node.Refuse("both factors depend on the model's input, but in a chain of layers one of them is constant."),
            _ => throw node.Refuse("both factors are constant; export the model with constants folded."),
        };
    }

    private Samples<T> Multiply(Node node, Samples<T> samples, bool transpose, Layout wanted, (T[] Numbers, int Units, int Inputs) weights, T alpha)
    {
        Layout layout = transpose ? Other(samples.Layout) : samples.Layout;
        if (layout != wanted)
            throw node.Refuse($"it multiplies the samples along the wrong side: its factor has {(layout == Layout.SamplesAreRows ? "rows" : "columns")} of samples, so it would mix samples.");
        if (samples.Features.Length != 1)
            throw node.Refuse($"samples have the shape {Text.Shape(samples.Features)}, but a Dense layer takes vectors: a Flatten in front of it is missing.");
        if (samples.Features[0] != Samples<T>.Unknown && samples.Features[0] != weights.Inputs)
            throw node.Refuse($"its weights take {Text.Of(weights.Inputs)} inputs, but samples have {Text.Of(samples.Features[0])} features.");
        T[] scaled = alpha == T.One ? weights.Numbers : Copy(weights.Numbers, value => alpha * value);
        return samples.Then(new Product<T>(node, scaled, weights.Inputs, weights.Units), [weights.Units]).WithLayout(wanted);
    }

    /// <summary>Weights as they lie in a product, units x inputs.</summary>
    private (T[] Numbers, int Units, int Inputs) Weights(Node node, int index, bool transpose)
    {
        Constant<T> constant = ConstantInput(node, index);
        T[] numbers = Numbers(node, constant, index);
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

    private static Layout Other(Layout layout) => layout == Layout.SamplesAreRows ? Layout.SamplesAreColumns : Layout.SamplesAreRows;
}
