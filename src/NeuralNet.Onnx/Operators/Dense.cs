namespace NeuralNet.Onnx.Operators;

/// <summary>
/// Weights as PyTorch's Linear has them, units x inputs: the same order as in the column-major matrix, inputs x units.
/// Products are read by the import itself.
/// </summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Dense = For<Dense<T>>((graph, dense, input) =>
    {
        string weight = graph.AddNumbers("weight", [dense.Weights.ColumnCount, dense.Weights.RowCount], dense.Weights.ToColumnMajorArray());
        string bias = graph.AddNumbers("bias", [dense.Weights.ColumnCount], dense.Biases.ToColumnMajorArray());
        return graph.AddNode("Gemm", [input, weight, bias], OnnxAttribute.Integer("transB", 1));
    });
}
