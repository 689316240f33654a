using System.Globalization;
using System.Numerics;
using NeuralNet.Onnx.Import;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx;

/// <summary>
/// What a model says of its outputs beside its graph, in the properties of its metadata: <c>neuralnet.decision</c> is
/// <c>largest output</c> or <c>above</c> and thresholds, <c>neuralnet.decision.source</c> who decided. It belongs to
/// the first output of the model.
/// </summary>
internal static class Notes
{
    private const string Decision = "neuralnet.decision";
    private const string Source = "neuralnet.decision.source";
    private const string Schema = "neuralnet.schema";
    private const string Largest = "largest output";
    private const string Above = "above";

    public static void Write<T>(ModelProto model, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DecisionRule rule = network.DecisionRule;
        if (rule.Source != DecisionSource.LastLayer)
        {
            string thresholds = string.Join(" ", rule.Thresholds.Select(threshold => threshold.ToString(CultureInfo.InvariantCulture)));
            Add(model, Decision, rule.Thresholds.Count == 0 ? Largest : $"{Above} {thresholds}");
            Add(model, Source, rule.Source.ToString());
        }

        if (!network.Schema.Equals(DataSchema.Empty))
            Add(model, Schema, network.Schema.ToJson());
    }

    public static void Read<T>(ModelProto model, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Property(model, Decision) is { } decision)
            ReadDecision(model, network, decision);
        if (Property(model, Schema) is { } schema)
            ReadSchema(network, schema);
    }

    private static void ReadDecision<T>(ModelProto model, Network<T> network, string text)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            bool isCallers = Property(model, Source) == nameof(DecisionSource.Caller);
            network.UseDecisionRule(Rule(text) with { Source = isCallers ? DecisionSource.Caller : DecisionSource.Training });
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw Refusal.Because(
                $"The model's metadata give {Text.Name(text)} as '{Decision}', which is no rule for {Text.Of(network.Outputs)} outputs: "
                + $"'{Largest}', or '{Above}' and a threshold for all or for each, was expected.",
                e);
        }
    }

    private static void ReadSchema<T>(Network<T> network, string text)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            network.UseSchema(DataSchema.FromJson(text));
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException)
        {
            throw Refusal.Because($"The names and units in the model's metadata, '{Schema}', do not fit: {e.Message}", e);
        }
    }

    private static void Add(ModelProto model, string key, string value)
        => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });

    private static DecisionRule Rule(string text)
    {
        if (text == Largest)
            return DecisionRule.LargestOutput;
        string[] words = text.Split(' ');
        return words[0] == Above
            ? DecisionRule.Above([.. words.Skip(1).Select(word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture))])
            : throw new FormatException();
    }

    private static string? Property(ModelProto model, string key) => model.MetadataProps.LastOrDefault(property => property.Key == key)?.Value;
}
