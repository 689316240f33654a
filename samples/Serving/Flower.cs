using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Serving;

/// <summary>What a flower must say of itself, in centimetres.</summary>
internal static class Flower
{
    /// <summary>Longer than any iris; a value beyond it was measured in another unit.</summary>
    private const float Longest = 20;

    public static IReadOnlyList<string> Fields { get; } = ["sepalLength", "sepalWidth", "petalLength", "petalWidth"];

    public static IReadOnlyList<string> Species { get; } = ["setosa", "versicolor", "virginica"];

    /// <summary>Reads one flower into the network's inputs; what is wrong with it goes to the errors, all of it at once.</summary>
    public static void Read(JsonElement flower, string place, Span<float> values, FlowerErrors errors)
    {
        if (flower.ValueKind != JsonValueKind.Object)
        {
            errors.Add(place, flower, $"an object with {string.Join(", ", Fields)}");
            return;
        }

        for (int i = 0; i < Fields.Count; i++)
        {
            string name = place.Length == 0 ? Fields[i] : $"{place}.{Fields[i]}";
            if (!flower.TryGetProperty(Fields[i], out JsonElement value))
                errors.Add(name, null, Expected);
            else if (value.ValueKind != JsonValueKind.Number || !value.TryGetSingle(out values[i]) || values[i] is not (> 0 and <= Longest))
                errors.Add(name, value, Expected);
        }

        foreach (JsonProperty property in flower.EnumerateObject().Where(property => !Fields.Contains(property.Name)))
            errors.Add(place.Length == 0 ? property.Name : $"{place}.{property.Name}", property.Value, $"none but the fields {string.Join(", ", Fields)}");
    }

    private static string Expected => $"a number of centimetres above 0 and at most {Longest}";
}

/// <summary>What is wrong with a request: the field, its value, and what was expected. The first twenty are enough to mend it.</summary>
internal sealed class FlowerErrors
{
    private const int MostErrors = 20;
    private const int MostCharacters = 40;

    private readonly Dictionary<string, string[]> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string name, JsonElement? value, string expected)
    {
        if (_errors.Count < MostErrors)
            _errors[name] = [$"{(name.Length == 0 ? "The body" : $"'{name}'")} is {Text(value)}, but {expected} was expected."];
    }

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(_errors, detail: string.Join(' ', _errors.Values.Select(messages => messages[0])));

    private static string Text(JsonElement? value)
    {
        string text = value?.GetRawText() ?? "missing";
        return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "...");
    }
}

/// <summary>The answer: the likeliest species, and the probability of each.</summary>
internal sealed record Prediction(string Species, IReadOnlyDictionary<string, float> Probabilities)
{
    public static Prediction From(ReadOnlySpan<float> probabilities)
    {
        var named = new Dictionary<string, float>(probabilities.Length);
        int best = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            named.Add(Flower.Species[i], probabilities[i]);
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return new Prediction(Flower.Species[best], named);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(Prediction[]))]
internal sealed partial class ServiceJson : JsonSerializerContext;
