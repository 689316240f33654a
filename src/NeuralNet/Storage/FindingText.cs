using System.Globalization;
using System.Text.Json;

namespace NeuralNet;

/// <summary>Findings in JSON.</summary>
internal static class FindingText
{
    public static void Write(Utf8JsonWriter json, IEnumerable<Finding> findings)
    {
        json.WriteStartArray();
        foreach (Finding finding in findings)
            Write(json, finding);
        json.WriteEndArray();
    }

    /// <exception cref="JsonException">There are no findings.</exception>
    public static List<Finding> Read(JsonElement element) => [.. element.EnumerateArray().Select(ReadOne)];

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code.ToString());
        json.WriteString("severity", finding.Severity.ToString());
        if (finding.Layer is { } layer)
        {
            json.WriteNumber("layer", layer);
            json.WriteString("layerName", finding.LayerName);
        }

        json.WriteNumber("epoch", finding.Epoch);
        json.WriteString("observation", finding.Observation);
        json.WriteString("cause", finding.Cause);
        json.WriteString("remedy", finding.Remedy);
        json.WriteStartArray("columns");
        foreach (int column in finding.Columns)
            json.WriteNumberValue(column);
        json.WriteEndArray();
        json.WriteStartObject("numbers");

        // As text, for some are NaN or infinite.
        foreach ((string name, double value) in finding.Numbers)
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WritePropertyName("effects");
        Write(json, finding.Effects);
        json.WriteEndObject();
    }

    private static Finding ReadOne(JsonElement element)
    {
        bool hasLayer = element.TryGetProperty("layer", out JsonElement layer);
        return new Finding
        {
            Code = Member<FindingCode>(element.GetProperty("code")),
            Severity = Member<Severity>(element.GetProperty("severity")),
            Layer = hasLayer ? layer.GetInt32() : null,
            LayerName = hasLayer ? element.GetProperty("layerName").GetString() : null,
            Epoch = element.GetProperty("epoch").GetInt32(),
            Observation = Text(element.GetProperty("observation")),
            Cause = Text(element.GetProperty("cause")),
            Remedy = Text(element.GetProperty("remedy")),
            Columns = [.. element.GetProperty("columns").EnumerateArray().Select(column => column.GetInt32())],
            Effects = Read(element.GetProperty("effects")),
            Numbers = element.GetProperty("numbers").EnumerateObject()
                .ToDictionary(number => number.Name, number => double.Parse(Text(number.Value), NumberStyles.Float, CultureInfo.InvariantCulture)),
        };
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new JsonException("A text was expected, but null was found.");

    private static TEnum Member<TEnum>(JsonElement element)
        where TEnum : struct, Enum
        => Enum.TryParse(element.GetString(), out TEnum value) && value.ToString() == element.GetString()
            ? value
            : throw new JsonException($"'{element}' is no {typeof(TEnum).Name}.");
}
