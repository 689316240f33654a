using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>Which node, tensor or input gives which value, and in what order nodes are to be followed.</summary>
internal sealed class Graph
{
    private readonly GraphProto _graph;
    private readonly IReadOnlyList<(NodeProto Node, int OperatorSet)> _nodes;
    private readonly Node?[] _made;
    private readonly Dictionary<string, int> _producers = [];
    private HashSet<string>? _dependent;
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly Dictionary<string, ValueInfoProto> _inputs = [];

    public Graph(GraphProto graph, IReadOnlyList<(NodeProto Node, int OperatorSet)> nodes)
    {
        _graph = graph;
        _nodes = nodes;
        _made = new Node?[nodes.Count];
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

        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Node.Output.Where(output => output.Length > 0))
            {
                if (_initializers.ContainsKey(output) || _inputs.ContainsKey(output) || !_producers.TryAdd(output, i))
                    throw NodeAt(i).Refuse($"its output {Text.Name(output)} exists already, but every value has one source.");
            }
        }
    }

    public IReadOnlyList<string> Outputs => [.. _graph.Output.Select(output => output.Name)];

    public TensorProto? Initializer(string name) => _initializers.GetValueOrDefault(name);

    public ValueInfoProto? Input(string name) => _inputs.GetValueOrDefault(name);

    /// <summary>The node that gives a value; null of initializers and inputs.</summary>
    public Node? Producer(string name) => _producers.TryGetValue(name, out int index) ? NodeAt(index) : null;

    /// <summary>The nodes that a value depends on, each behind those that it reads.</summary>
    /// <param name="value">The value.</param>
    /// <param name="layerInput">
    /// What enters the layer of which a node is the last, so that nothing else is read; null for other nodes.
    /// </param>
    public List<Node> NodesFor(string value, Func<Node, string?> layerInput)
    {
        var order = new List<Node>();
        var states = new State[_nodes.Count];
        var path = new Stack<(Node Node, IReadOnlyList<string> Reads, int Next)>();
        Enter(value, null);
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
                Enter(top.Reads[top.Next], top.Node);
        }

        return order;

        void Enter(string name, Node? reader)
        {
            if (Producer(name) is not { } node)
            {
                if (_initializers.ContainsKey(name) || _inputs.ContainsKey(name))
                    return;
                string reason = $"{Text.Name(name)}, but no input, initializer or node of that name exists";
                throw reader is null ? Refusal.Because($"The model's output is {reason}.") : reader.Refuse($"it reads {reason}.");
            }

            if (states[node.Index] == State.Done)
                return;
            if (states[node.Index] == State.Entered)
                throw node.Refuse($"its output {Text.Name(name)} depends on itself, but a graph has no cycles.");
            states[node.Index] = State.Entered;
            path.Push((node, layerInput(node) is { } input ? [input] : node.Inputs, 0));
        }
    }

    /// <summary>Whether a value is an input of the model or is computed from one.</summary>
    public bool DependsOnInput(string value) => (_dependent ??= Dependent()).Contains(value);

    private HashSet<string> Dependent()
    {
        var readers = new Dictionary<string, List<int>>();
        for (int i = 0; i < _nodes.Count; i++)
        {
            foreach (string input in _nodes[i].Node.Input.Where(input => input.Length > 0))
            {
                if (!readers.TryGetValue(input, out List<int>? nodes))
                    readers.Add(input, nodes = []);
                nodes.Add(i);
            }
        }

        var dependent = new HashSet<string>(_inputs.Keys);
        var open = new Stack<string>(dependent);
        while (open.TryPop(out string? value))
        {
            if (!readers.Remove(value, out List<int>? nodes))
                continue;
            foreach (string output in nodes.SelectMany(node => _nodes[node].Node.Output))
            {
                if (dependent.Add(output))
                    open.Push(output);
            }
        }

        return dependent;
    }

    private Node NodeAt(int index) => _made[index] ??= new Node(_nodes[index].Node, index, _nodes[index].OperatorSet);

    private enum State
    {
        New,
        Entered,
        Done,
    }
}
