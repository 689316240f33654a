using System.Numerics;
using NeuralNet.Onnx.Operators;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Which nodes are layers: for each node that the wanted output depends on, the operators of the caller are asked, then
/// those of the library. A layer that is made of several nodes is found at the last of them, and what lies between it
/// and the layer's input is not looked at.
/// </summary>
internal sealed class Matching<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostNodes = 64;

    private readonly Graph _graph;
    private readonly Func<string, Node?, Constant<T>?> _constants;
    private readonly ILookup<string, Func<OnnxNode<T>, ReadLayer<T>?>> _own;
    private readonly Dictionary<string, OnnxValue<T>> _values = [];
    private readonly Dictionary<int, ReadLayer<T>> _found = [];

    public Matching(Graph graph, IReadOnlyList<OnnxOperator> own, Func<string, Node?, Constant<T>?> constants)
    {
        _graph = graph;
        _constants = constants;
        if (own is null)
            throw new ArgumentException($"'{nameof(OnnxImportOptions.Operators)}' is null, but a list was expected.", nameof(own));
        foreach (OnnxOperator operation in own)
        {
            if (operation is not OnnxOperator<T>)
            {
                string found = operation is null ? "null" : $"an operator '{operation.Name}' of another precision";
                throw new ArgumentException(
                    $"'{nameof(OnnxImportOptions.Operators)}' holds {found}, but operators for {typeof(T).Name}, the network's precision, were expected.",
                        nameof(own));
            }
        }

        _own = own.OfType<OnnxOperator<T>>().ToLookup(operation => operation.Name, operation => operation.Read);
    }

    /// <summary>What was found at a node; null if it is no layer.</summary>
    public ReadLayer<T>? Found(Node node) => _found.GetValueOrDefault(node.Index);

    /// <summary>The value that enters the layer whose last node this is; null if it is no layer.</summary>
    public string? Match(Node node)
    {
        if (!_own.Contains(node.Operator) && !LibraryOperators<T>.Readers.Contains(node.Operator))
            return null;
        OnnxNode<T> view = View(node);
        ReadLayer<T>? layer = Largest(_own[node.Operator], view) ?? Largest(LibraryOperators<T>.Readers[node.Operator], view);
        if (layer is null)
            return null;
        _found[node.Index] = layer;
        return layer.Input.Name;
    }

    /// <summary>The layer of the most nodes: max(min(x, 1), 0) may be the end of a larger one.</summary>
    private ReadLayer<T>? Largest(IEnumerable<Func<OnnxNode<T>, ReadLayer<T>?>> readers, OnnxNode<T> node)
    {
        ReadLayer<T>[] layers = [.. readers.Select(read => read(node)).OfType<ReadLayer<T>>().Where(layer => _graph.DependsOnInput(layer.Input.Name))];
        return layers.Length < 2 ? layers.FirstOrDefault() : layers.MaxBy(layer => NodesBetween(node, layer.Input));
    }

    private static int NodesBetween(OnnxNode<T> last, OnnxValue<T> input)
    {
        var seen = new HashSet<OnnxValue<T>> { input };
        var open = new Queue<OnnxNode<T>>([last]);
        int count = 0;
        for (; open.TryDequeue(out OnnxNode<T>? node) && count < MostNodes; count++)
        {
            foreach (OnnxValue<T> value in node.Inputs)
            {
                if (seen.Add(value) && value.Node is { } source)
                    open.Enqueue(source);
            }
        }

        return count;
    }

    public OnnxNode<T> View(Node node) => new(node, [.. node.Inputs.Select(ValueOf)]);

    public Constant<T>? ConstantOf(string name, Node? producer) => _constants(name, producer);

    /// <summary>Behind nodes that hand their input on, a value has several names.</summary>
    private OnnxValue<T> ValueOf(string name)
    {
        var names = new List<string>();
        OnnxValue<T>? value;
        while (!_values.TryGetValue(name, out value))
        {
            names.Add(name);
            Node? producer = _graph.Producer(name);
            if (producer is { Operator: "Identity", Inputs: [var source] } && !names.Contains(source))
            {
                name = source;
                continue;
            }

            value = new OnnxValue<T>(name, producer, this);
            break;
        }

        foreach (string same in names)
            _values.Add(same, value);
        return value;
    }
}
