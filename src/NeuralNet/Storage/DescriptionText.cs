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
        Dictionary<string, double>? settings = null;
        Dictionary<string, Description>? parts = null;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = property.Name;
            bool isSetting = settings?.ContainsKey(name) ?? false;
            bool isPart = parts?.ContainsKey(name) ?? false;
            bool isNew = property.Value.ValueKind switch
            {
                JsonValueKind.String when name == Kind && kind is null => (kind = property.Value.GetString()) is not null,
                JsonValueKind.Number when name != Kind && !isPart => (settings ??= []).TryAdd(name, property.Value.GetDouble()),
                JsonValueKind.Object when name != Kind && !isSetting => (parts ??= []).TryAdd(name, Read(property.Value)),
                _ => false,
            };
            if (!isNew)
                throw new JsonException($"The property '{name}' of a description is there twice or of the wrong type.");
        }

        var description = new Description(kind ?? throw new JsonException("A description has no kind."));
        return settings is null && parts is null ? description
            : description with { Settings = settings ?? description.Settings, Parts = parts ?? description.Parts };
    }

    private static void CheckName(Description description, string name)
    {
        if (name == Kind)
            throw new ArgumentException($"The description of {description.Kind} has a setting of the name '{Kind}', which stands for the kind itself.");
    }
}
