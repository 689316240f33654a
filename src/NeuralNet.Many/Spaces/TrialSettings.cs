using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralNet.Many;

/// <summary>The values that a search has chosen for a trial. Immutable; equal if all values are.</summary>
public sealed class TrialSettings : IEquatable<TrialSettings>
{
    // Each value is a double or a string.
    private readonly List<KeyValuePair<string, object>> _values;

    internal TrialSettings(IEnumerable<KeyValuePair<string, object>> values) => _values = [.. values];

    /// <summary>
    /// The names of what was chosen, in the order of the space; a setting whose condition was not met is missing.
    /// </summary>
    public IReadOnlyList<string> Names => [.. _values.Select(value => value.Key)];

    /// <summary>Whether the setting was chosen: its condition was met.</summary>
    /// <param name="name">The setting.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The number chosen for a setting.</summary>
    /// <param name="name">A <see cref="RealSetting"/> or an <see cref="IntegerSetting"/>.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is no number.</exception>
    public double Real(string name)
        => Get(name) is double value ? value : throw new ArgumentException($"The setting '{name}' is '{Get(name)}', which is no number.", nameof(name));

    /// <summary>The whole number chosen for a setting.</summary>
    /// <param name="name">An <see cref="IntegerSetting"/>.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is no whole number.</exception>
    public int Integer(string name) => Real(name) is var value && Math.Round(value) == value && Math.Abs(value) <= int.MaxValue
        ? (int)value
        : throw new ArgumentException($"The setting '{name}' is {Text.Of(value)}, which is no whole number.", nameof(name));

    /// <summary>The name chosen for a setting.</summary>
    /// <param name="name">A <see cref="ChoiceSetting"/>.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is a number.</exception>
    public string Choice(string name)
        => Get(name) as string ?? throw new ArgumentException($"The setting '{name}' is the number {Get(name)}, not one of several names.", nameof(name));

    /// <summary>The values as a JSON object, exact.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach ((string name, object value) in _values)
            {
                if (value is double number)
                    json.WriteNumber(name, number);
                else
                    json.WriteString(name, (string)value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object of numbers and strings.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static TrialSettings FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"These are no settings of a trial: {Text.Shortened(e.Message)}", e);
        }
    }

    internal static TrialSettings Read(JsonElement json) => new(json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name,
        property.Value.ValueKind == JsonValueKind.Number ? (object)property.Value.GetDouble() : property.Value.GetString() ?? "")));

    internal object? Find(string name)
    {
        foreach ((string key, object value) in _values)
        {
            if (key == name)
                return value;
        }

        return null;
    }

    /// <summary>The value in a table: a number in four digits.</summary>
    internal string Shown(string name) => Find(name) switch
    {
        double number => number.ToString("G4", CultureInfo.InvariantCulture),
        string text => text,
        _ => "",
    };

    /// <inheritdoc/>
    public bool Equals(TrialSettings? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrialSettings);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, (hash, value) => HashCode.Combine(hash, value.Key, value.Value));

    /// <summary>All values in a line, numbers in four digits.</summary>
    public override string ToString() => string.Join(", ", _values.Select(value => $"{value.Key} {Shown(value.Key)}"));

    private object Get(string name) => Find(name) ?? throw new ArgumentException(
        $"There is no setting '{name}' in this trial, only {string.Join(", ", Names)}.", nameof(name));
}
