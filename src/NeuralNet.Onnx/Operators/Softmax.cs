namespace NeuralNet.Onnx.Operators;

internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Softmax
        = For<Softmax<T>>((graph, _, input) => graph.AddNode("Softmax", [input], OnnxAttribute.Integer("axis", 1)), ("Softmax", ReadSoftmax));

    private static ReadLayer<T> ReadSoftmax(OnnxNode<T> node) => AlongAxis(node, new Softmax<T>());

    /// <summary>
    /// Up to operator set 12 the axis is the second unless given, and those behind it are taken with it; later it is
    /// the last.
    /// </summary>
    private static ReadLayer<T> AlongAxis(OnnxNode<T> node, Layer<T> layer)
    {
        node.CheckAttributes("axis");
        bool isOld = node.OperatorSetVersion < 13;
        return ReadLayer<T>.Of(OnlyInput(node), layer) with { Axis = node.Integer("axis", isOld ? 1 : -1), TakesLaterAxes = isOld };
    }
}
