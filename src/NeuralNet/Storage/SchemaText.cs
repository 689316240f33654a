using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// A schema as JSON, in a model file the metadata entry <c>schema</c>, absent where nothing is known.
/// </summary>
internal static class SchemaText
{
    private const string Entry = "schema";
    private const string Features = "features";
    private const string FeatureUnits = "featureUnits";
    private const string Targets = "targets";
    private const string TargetUnits = "targetUnits";
    private const string Classes = "classes";
    private const string Categories = "categories";
    private const string Imputer = "imputer";
    private const string Notes = "notes";

    public static void Write<T>(Dictionary<string, string> metadata, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!network.Schema.Equals(DataSchema.Empty))
            metadata[Entry] = Write(network.Schema);
    }

    /// <summary>The schema of a file; empty in a file that has none.</summary>
    public static DataSchema Read(TensorFile file, int inputs, int outputs)
    {
        if (!file.Metadata.TryGetValue(Entry, out string? text))
            return DataSchema.Empty;
        DataSchema schema = Read(text);
        try
        {
            schema.CheckFits(inputs, outputs);
            return schema;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The file's names and units do not fit its network: {e.Message}", e);
        }
    }

    public static string Write(DataSchema schema) => DescriptionText.Of(json =>
    {
        json.WriteStartObject();
        WriteList(json, Features, schema.FeatureNames);
        WriteList(json, FeatureUnits, schema.FeatureUnits);
        WriteList(json, Targets, schema.TargetNames);
        WriteList(json, TargetUnits, schema.TargetUnits);
        WriteList(json, Classes, schema.ClassNames);
        if (schema.Categories.Count > 0)
        {
            json.WriteStartObject(Categories);
            foreach ((string column, LabelEncoder encoder) in schema.Categories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                WriteList(json, column, encoder.ClassNames);
            json.WriteEndObject();
        }

        if (schema.Imputer is { } imputer)
        {
            json.WriteStartArray(Imputer);
            foreach (double value in imputer.Values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        if (schema.Notes.Count > 0)
        {
            json.WriteStartObject(Notes);
            foreach ((string name, string text) in schema.Notes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(name, text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    public static DataSchema Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The names and units cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }
    }

    private static DataSchema Read(JsonElement json)
    {
        var schema = new DataSchema();
        var seen = new HashSet<string>();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw new FormatException($"The part {Check.Quoted(property.Name)} is there twice.");
            schema = property.Name switch
            {
                Features => schema with { FeatureNames = ReadList(property.Value) },
                FeatureUnits => schema with { FeatureUnits = ReadList(property.Value) },
                Targets => schema with { TargetNames = ReadList(property.Value) },
                TargetUnits => schema with { TargetUnits = ReadList(property.Value) },
                Classes => schema with { ClassNames = ReadList(property.Value) },
                Categories => schema with { Categories = ReadEncoders(property.Value) },
                Notes => schema with { Notes = property.Value.EnumerateObject().ToDictionary(note => note.Name, note => note.Value.GetString()!) },
                Imputer => schema with { Imputer = new Imputer([.. property.Value.EnumerateArray().Select(value => value.GetDouble())]) },

                // Of a later version of the library, perhaps: it changes nothing that is predicted.
                _ => schema,
            };
        }

        return schema;
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
            return;
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static Dictionary<string, LabelEncoder> ReadEncoders(JsonElement json)
        => json.EnumerateObject().ToDictionary(column => column.Name, column => new LabelEncoder(ReadList(column.Value)));

    private static string[] ReadList(JsonElement json)
        => [.. json.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException("null stands in place of a text."))];
}
