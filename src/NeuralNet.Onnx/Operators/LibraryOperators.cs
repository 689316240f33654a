using System.Numerics;

namespace NeuralNet.Onnx.Operators;

/// <summary>
/// The operators of the library's layers, in both directions. Each layer has a file, where it is a field of this class:
/// how it is written, and at which operators it is read, by the same functions that <see cref="IOnnxLayer{T}"/> and
/// <see cref="OnnxOperator{T}"/> are for layers of one's own. So a new layer changes no other file.
/// </summary>
internal static partial class LibraryOperators<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A static constructor runs when the fields of all files have their values, whatever their order.
    static LibraryOperators()
    {
        Writers = Registered.Layers.ToDictionary(layer => layer.Type, layer => layer.Write);
        Readers = Registered.Layers.SelectMany(layer => layer.Readers).ToLookup(reader => reader.Operator, reader => reader.Read);
    }

    /// <summary>Writes a layer of a type whose input has the given name; returns the name of its output.</summary>
    public static IReadOnlyDictionary<Type, Func<OnnxGraph<T>, Layer<T>, string, string>> Writers { get; }

    /// <summary>Reads the layer whose last node is of an operator; null if it is another.</summary>
    public static ILookup<string, Func<OnnxNode<T>, ReadLayer<T>?>> Readers { get; }

    private static LayerOperators<T> For<TLayer>(
        Func<OnnxGraph<T>, TLayer, string, string> write, params ReadOnlySpan<(string Operator, Func<OnnxNode<T>, ReadLayer<T>?> Read)> readers)
        where TLayer : Layer<T>
    {
        var layer = new LayerOperators<T>(typeof(TLayer), (graph, layer, input) => write(graph, (TLayer)layer, input), readers.ToArray());
        Registered.Layers.Add(layer);
        return layer;
    }

    /// <summary>An operator with one input, whatever the layer's settings.</summary>
    private static (string, Func<OnnxNode<T>, ReadLayer<T>?>) Simple(string name, Func<Layer<T>> make) => (name, node => ReadSimple(node, make()));

    private static ReadLayer<T> ReadSimple(OnnxNode<T> node, Layer<T> layer)
    {
        node.CheckAttributes();
        return ReadLayer<T>.Of(OnlyInput(node), layer);
    }

    private static OnnxValue<T> OnlyInput(OnnxNode<T> node)
        => node.Inputs is [var x] ? x : throw node.Refuse($"it has {Text.Of(node.Inputs.Count)} inputs, but 1 were expected.");

    private static string Number(OnnxGraph<T> graph, string name, double value) => graph.AddNumbers(name, [], [T.CreateTruncating(value)]);

    /// <summary>The other input where one of two is a single number.</summary>
    private static (OnnxValue<T> Value, double Number)? ByNumber(OnnxNode<T>? node, string name) => node?.Operator != name ? null : node.Inputs switch
    {
        [var x, { Number: { } number }] => (x, number),
        [{ Number: { } number }, var x] => (x, number),
        _ => null,
    };

    /// <summary>The other input where one of two is a certain number.</summary>
    private static OnnxValue<T>? With(OnnxNode<T>? node, string name, double number)
        => ByNumber(node, name) is { } found && found.Number == number ? found.Value : null;

    /// <summary>Apart, so that the list is there before the first field of any file.</summary>
    private static class Registered
    {
        public static readonly List<LayerOperators<T>> Layers = [];
    }
}

/// <summary>How the layers of one type are written and read.</summary>
internal sealed record LayerOperators<T>(
    Type Type, Func<OnnxGraph<T>, Layer<T>, string, string> Write, IReadOnlyList<(string Operator, Func<OnnxNode<T>, ReadLayer<T>?> Read)> Readers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
