namespace Serving;

/// <summary>
/// A request: what a flower says of itself, in centimetres. What is missing is null, so that all that is wrong can be
/// said at once.
/// </summary>
internal sealed record Flower
{
    /// <summary>Longer than any iris; a value beyond it was measured in another unit.</summary>
    private const float Longest = 20;

    public const int Fields = 4;

    public float? SepalLength { get; init; }

    public float? SepalWidth { get; init; }

    public float? PetalLength { get; init; }

    public float? PetalWidth { get; init; }

    /// <summary>Writes the network's inputs; what is wrong with them goes to the errors.</summary>
    public void Write(Span<float> values, string place, FlowerErrors errors)
    {
        values[0] = Checked(SepalLength, "sepalLength", place, errors);
        values[1] = Checked(SepalWidth, "sepalWidth", place, errors);
        values[2] = Checked(PetalLength, "petalLength", place, errors);
        values[3] = Checked(PetalWidth, "petalWidth", place, errors);
    }

    private static float Checked(float? value, string name, string place, FlowerErrors errors)
    {
        if (value is not (> 0 and <= Longest))
            errors.Add(place.Length == 0 ? name : $"{place}.{name}", value, $"a number of centimetres above 0 and at most {Longest}");
        return value ?? 0;
    }
}
