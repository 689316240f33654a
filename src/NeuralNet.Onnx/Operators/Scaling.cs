namespace NeuralNet.Onnx.Operators;

/// <summary>(x - offset) factor. Sums and products by feature are read by the import itself.</summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Scaling = For<Scaling<T>>((graph, scaling, input) =>
    {
        int width = scaling.Offsets.ColumnCount;
        string offset = graph.AddNumbers("offset", [width], scaling.Offsets.ToColumnMajorArray());
        string factor = graph.AddNumbers("factor", [width], scaling.Factors.ToColumnMajorArray());
        return graph.AddNode("Mul", [graph.AddNode("Sub", [input, offset]), factor]);
    });
}
