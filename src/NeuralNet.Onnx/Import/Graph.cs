using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>Which node, tensor or input gives which value, and in what order nodes are to be followed.</summary>
internal sealed class Graph
{
    private readonly GraphProto _graph;
    private readonly Node?[] _nodes;
    private readonly Dictionary<string, int> _producers = [];
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly Dictionary<string, ValueInfoProto> _inputs = [];

    public Graph(GraphProto graph)
    {
        _graph = graph;
        _nodes = new Node?[graph.Node.Count];
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!_initializers.TryAdd(tensor.Name, tensor))
                throw Refusal.Because($"The model has two initializers of the name {Text.Name(tensor.Name)}.");
        }

        // Up to version 3 of the format weights are listed among the inputs, too.
        foreach (ValueInfoProto input in graph.Input.Where(input => !_initializers.ContainsKey(input.Name)))
        {
            if (!_inputs.TryAdd(input.Name, input))
                throw Refusal.Because($"The model has two inputs of the name {Text.Name(input.Name)}.");
        }

        for (int i = 0; i < graph.Node.Count; i++)
        {
            foreach (string output in graph.Node[i].Output.Where(output => output.Length > 0))
            {
                if (_initializers.ContainsKey(output) || _inputs.ContainsKey(output) || !_producers.TryAdd(output, i))
                    throw new Node(graph.Node[i], i).Refuse($"its output {Text.Name(output)} exists already, but every value has one source.");
            }
        }
    }

    public TensorProto? Initializer(string name) => _initializers.GetValueOrDefault(name);

    public ValueInfoProto? Input(string name) => _inputs.GetValueOrDefault(name);

    /// <summary>The node that gives a value; null of initializers and inputs.</summary>
    public Node? Producer(string name) => _producers.TryGetValue(name, out int index) ? _nodes[index] ??= new Node(_graph.Node[index], index) : null;

    /// <summary>The value asked for, or else the only output.</summary>
    public string Output(string? wanted)
    {
        if (wanted is not null)
        {
            return _producers.ContainsKey(wanted)
                ? wanted
                : throw Refusal.Because($"No node of the model gives {Text.Name(wanted)}. The outputs of the model: {OutputNames()}.");
        }

        return _graph.Output.Count == 1
            ? _graph.Output[0].Name
            : throw Refusal.Because($"The model has {Text.Of(_graph.Output.Count)} outputs ({OutputNames()}). Say with '{nameof(OnnxImportOptions.OutputName)}' which one the network shall predict.");
    }

    /// <summary>The nodes that a value depends on, each behind those that it reads.</summary>
    /// <param name="value">The value.</param>
    /// <param name="layerInput">What enters the layer of which a node is the last, so that nothing else is read; null for other nodes.</param>
    public List<Node> NodesFor(string value, Func<Node, string?> layerInput)
    {
        var order = new List<Node>();
        var states = new State[_graph.Node.Count];
        var path = new Stack<(Node Node, IReadOnlyList<string> Reads, int Next)>();
        Enter(value, null, states, path, layerInput);
        while (path.TryPop(out (Node Node, IReadOnlyList<string> Reads, int Next) top))
        {
            if (top.Next == top.Reads.Count)
            {
                states[top.Node.Index] = State.Done;
                order.Add(top.Node);
                continue;
            }

            path.Push((top.Node, top.Reads, top.Next + 1));
            if (top.Reads[top.Next].Length > 0)
                Enter(top.Reads[top.Next], top.Node, states, path, layerInput);
        }

        return order;
    }

    private void Enter(string value, Node? reader, State[] states, Stack<(Node Node, IReadOnlyList<string> Reads, int Next)> path, Func<Node, string?> layerInput)
    {
        if (!_producers.TryGetValue(value, out int index))
        {
            if (_initializers.ContainsKey(value) || _inputs.ContainsKey(value))
                return;
            string reason = $"{Text.Name(value)}, but no input, initializer or node of that name exists";
            throw reader is null ? Refusal.Because($"The model's output is {reason}.") : reader.Refuse($"it reads {reason}.");
        }

        if (states[index] == State.Done)
            return;
        Node node = Producer(value)!;
        if (states[index] == State.Entered)
            throw node.Refuse($"its output {Text.Name(value)} depends on itself, but a graph has no cycles.");
        states[index] = State.Entered;
        path.Push((node, layerInput(node) is { } input ? [input] : node.Inputs, 0));
    }

    private string OutputNames() => Text.Names(_graph.Output.Select(output => output.Name));

    private enum State
    {
        New,
        Entered,
        Done,
    }
}
