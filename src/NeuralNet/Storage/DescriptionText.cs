using System.Text;
using System.Text.Json;

namespace NeuralNet;

/// <summary>Descriptions in JSON: an object with the kind, the settings as numbers and the parts as objects.</summary>
internal static class DescriptionText
{
    private const string Kind = "kind";

    /// <summary>JSON as a string, for the metadata of a file.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Write(Utf8JsonWriter json, Description description)
    {
        json.WriteStartObject();
        json.WriteString(Kind, description.Kind);
        foreach ((string name, double value) in description.Settings)
        {
            CheckName(description, name);
            if (!double.IsFinite(value))
                throw new ArgumentException($"The setting '{name}' of {description.Kind} is {Check.Text(value)}, but only finite numbers can be written to a "
                    + "file.");
            json.WriteNumber(name, value);
        }

        foreach ((string name, Description part) in description.Parts)
        {
            CheckName(description, name);
            if (description.Settings.ContainsKey(name))
                throw new ArgumentException($"The description of {description.Kind} has both a setting and a part of the name '{name}'.");
            json.WritePropertyName(name);
            Write(json, part);
        }

        json.WriteEndObject();
    }

    /// <exception cref="JsonException">It is no description.</exception>
    public static Description Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException($"An object with the kind was expected, but {element.ValueKind} was found.");
        string? kind = null;
        var settings = new Dictionary<string, double>();
        var parts = new Dictionary<string, Description>();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            bool isNew = property switch
            {
                { Name: Kind, Value.ValueKind: JsonValueKind.String } when kind is null => (kind = property.Value.GetString()) is not null,
                { Name: not Kind, Value.ValueKind: JsonValueKind.Number }
                    => !parts.ContainsKey(property.Name) && settings.TryAdd(property.Name, property.Value.GetDouble()),
                { Name: not Kind, Value.ValueKind: JsonValueKind.Object }
                    => !settings.ContainsKey(property.Name) && parts.TryAdd(property.Name, Read(property.Value)),
                _ => false,
            };
            if (!isNew)
                throw new JsonException($"The property '{property.Name}' of a description is there twice or of the wrong type.");
        }

        return new Description(kind ?? throw new JsonException("A description has no kind.")) { Settings = settings, Parts = parts };
    }

    private static void CheckName(Description description, string name)
    {
        if (name == Kind)
            throw new ArgumentException($"The description of {description.Kind} has a setting of the name '{Kind}', which stands for the kind itself.");
    }
}
