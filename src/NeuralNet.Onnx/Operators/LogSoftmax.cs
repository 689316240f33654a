namespace NeuralNet.Onnx.Operators;

internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> LogSoftmax = For<LogSoftmax<T>>(
        (graph, _, input) => graph.AddNode("LogSoftmax", [input], OnnxAttribute.Integer("axis", 1)),
        ("LogSoftmax", node => AlongAxis(node, new LogSoftmax<T>())));
}
