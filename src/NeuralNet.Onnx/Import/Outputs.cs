using System.Numerics;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Which of a model's values the network predicts: the one that is asked for, or else the only one there is to predict.
/// Outputs that do not depend on the input are no choice, and those that tell the same scores in several ways, such as
/// a label and a map of probabilities, are one.
/// </summary>
internal sealed class Outputs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Models with more outputs are asked for a name at once.</summary>
    private const int MostTried = 16;

    private readonly ModelProto _model;
    private readonly Graph _graph;
    private readonly ValueTable<T> _values;
    private readonly Budget _budget;
    private readonly Operators<T> _operators;
    private readonly Matching<T> _layers;

    public Outputs(ModelProto model, Graph graph, ValueTable<T> values, IReadOnlyList<OnnxOperator> own, Budget budget)
    {
        (_model, _graph, _values, _budget) = (model, graph, values, budget);
        _operators = new Operators<T>(graph, values, budget);
        _layers = new Matching<T>(graph, own, _operators.ConstantOf);
    }

    public Network<T> Network(string? wanted)
    {
        if (wanted is not null)
        {
            return _graph.Producer(wanted) is not null || _graph.Initializer(wanted) is not null
                ? Network(Follow(wanted), wanted)
                : throw Refusal.Because($"No node of the model gives {Text.Name(wanted)}. The outputs of the model: {Text.Names(_graph.Outputs)}.");
        }

        return _graph.Outputs switch
        {
            [var only] => Network(Follow(only), only),
            { Count: > 1 and <= MostTried } several => NetworkOf(several),
            _ => throw Refusal.Because($"{HasOutputs()}. Say with '{nameof(OnnxImportOptions.OutputName)}' which one the network shall predict."),
        };
    }

    private Network<T> NetworkOf(IReadOnlyList<string> names)
    {
        var found = new List<(string Name, Value Value)>();
        var refused = new List<string>();
        foreach (string name in names)
        {
            try
            {
                Value value = Follow(name);
                if (value is not Constant<T>)
                    found.Add((name, value));
            }
            catch (InvalidDataException e)
            {
                refused.Add($" {Text.Name(name)} cannot be imported: {e.Message}");
            }
        }

        if (found.Count == 0 && refused.Count == 0)
            throw Refusal.Because($"{HasOutputs()}, none of which depends on an input: there is nothing to predict.");
        bool isOneChoice = refused.Count == 0 && found.All(other => Scores(other.Value).IsSameAs(Scores(found[0].Value)));
        if (!isOneChoice)
            throw Refusal.Because($"{HasOutputs()}. Say with '{nameof(OnnxImportOptions.OutputName)}' which one the network shall predict; these can be "
                + $"imported: {Text.Names(found.Select(value => value.Name))}.{string.Concat(refused.Take(2))}");
        (string Name, Value Value) chosen = found.Find(value => value.Value is Head<T> { Classes: not null }) is { Value: not null } head ? head : found[0];
        return Network(chosen.Value, chosen.Name);
    }

    /// <summary>The value of a name, after the nodes that it depends on.</summary>
    private Value Follow(string name)
    {
        foreach (Node node in _graph.NodesFor(name, _layers.Match))
        {
            if (node.Outputs.Any(output => output.Length > 0 && _values.Find(output) is not null))
                continue;
            try
            {
                _operators.Evaluate(node, _layers.Found(node));
            }
            catch (InvalidDataException e)
            {
                throw Suggestion(node) is { } before
                    ? Refusal.Because($"{e.Message} What comes before it can be imported: {nameof(OnnxImportOptions.OutputName)} = "
                        + $"\"{Text.Name(before).Trim('\'')}\".", e)
                    : e;
            }
        }

        return _values.Get(name);
    }

    private Network<T> Network(Value value, string name)
    {
        if (value is Constant<T>)
            throw Refusal.Because($"The model's output {Text.Name(name)} does not depend on an input: there is nothing to predict.");
        Samples<T> scores = Scores(value);
        if (scores.Layout == Layout.SamplesAreColumns && scores.FixedBatch != 1)
            throw Refusal.Because($"The model's output {Text.Name(name)} has a column for each sample, but a row for each was expected.");
        Network<T> network = Layers<T>.Network(scores, _values.InputFeatures, _budget);
        if (value is Head<T> { Classes: { } classes })
            NameClasses(network, classes);
        if (_graph.Outputs is [var first, ..] && name == first)
            Notes.Read(_model, network);
        return network;
    }

    private static void NameClasses(Network<T> network, IReadOnlyList<string> classes)
    {
        try
        {
            network.UseSchema(network.Schema with { ClassNames = classes });
        }
        catch (ArgumentException e)
        {
            throw Refusal.Because($"The model's names of classes do not fit: {e.Message}", e);
        }
    }

    /// <summary>
    /// The value among a node's inputs that would make a network, if it is not the model's own input.
    /// </summary>
    private string? Suggestion(Node node)
    {
        foreach (string name in node.Inputs)
        {
            if (_values.Find(name) is not (Samples<T> { Step: not null } or Head<T>))
                continue;
            try
            {
                Network(_values.Get(name), name);
                return name;
            }
            catch (InvalidDataException)
            {
                // It is none, so it is not suggested.
            }
        }

        return null;
    }

    private string HasOutputs() => $"The model has {Text.Of(_graph.Outputs.Count)} outputs ({Text.Names(_graph.Outputs)})";

    private static Samples<T> Scores(Value value) => value is Head<T> head ? head.Scores : (Samples<T>)value;
}
