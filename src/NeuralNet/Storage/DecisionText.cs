using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// The rule of decision in a model file: the metadata entry <c>decision</c>, an object with thresholds and source;
/// absent where only the last layer suggests a rule.
/// </summary>
internal static class DecisionText
{
    private const string Entry = "decision";
    private const string Thresholds = "thresholds";
    private const string Source = "source";

    public static void Write<T>(Dictionary<string, string> metadata, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DecisionRule rule = network.DecisionRule;
        if (rule.Source == DecisionSource.LastLayer)
            return;
        metadata[Entry] = DescriptionText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString(Source, rule.Source.ToString());
            json.WriteStartArray(Thresholds);
            foreach (double threshold in rule.Thresholds)
                json.WriteNumberValue(threshold);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The rule of the file; null if it leaves the choice to the last layer.</summary>
    public static DecisionRule? Read(TensorFile file, int outputs)
    {
        if (!file.Metadata.TryGetValue(Entry, out string? text))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            DecisionRule rule = Parse(document.RootElement);
            rule.CheckFits(outputs, Thresholds);
            return rule;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The file's rule of decision, {Check.Quoted(text)}, cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }
    }

    private static DecisionRule Parse(JsonElement json)
    {
        double[] thresholds = [.. json.GetProperty(Thresholds).EnumerateArray().Select(threshold => threshold.GetDouble())];
        DecisionSource source = json.GetProperty(Source).GetString() switch
        {
            nameof(DecisionSource.Training) => DecisionSource.Training,
            nameof(DecisionSource.Caller) => DecisionSource.Caller,
            var other => throw new FormatException($"Its source is '{other}', but '{nameof(DecisionSource.Training)}' or '{nameof(DecisionSource.Caller)}' "
                + "was expected."),
        };
        return (thresholds.Length == 0 ? DecisionRule.LargestOutput : DecisionRule.Above(thresholds)) with { Source = source };
    }
}
