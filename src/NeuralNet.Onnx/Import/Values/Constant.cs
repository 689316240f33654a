using System.Globalization;
using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>What a name stands for while the graph is followed from its input to the wanted output.</summary>
internal abstract class Value;

/// <summary>
/// A tensor that does not depend on the input: numbers, or integers, which are shapes, axes and truth values (0 and 1),
/// or texts, which are names of classes. The last index runs fastest.
/// </summary>
internal sealed class Constant<T> : Value
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int NotLookedFor = -2;

    private int _firstNotFinite = NotLookedFor;

    private Constant(long[] shape, T[]? numbers, long[]? integers, string[]? texts)
    {
        Shape = shape;
        Numbers = numbers;
        Integers = integers;
        Texts = texts;
    }

    public long[] Shape { get; }

    public T[]? Numbers { get; }

    /// <summary>
    /// Integers; among those of a shape <see cref="Sizes.Batch"/> may stand for the number of samples.
    /// </summary>
    public long[]? Integers { get; }

    public string[]? Texts { get; }

    /// <summary>Where in the file it lies, for messages; null for what was computed.</summary>
    public string? Origin { get; init; }

    public int Count => Numbers?.Length ?? Integers?.Length ?? Texts!.Length;

    public bool DependsOnBatch => Integers?.Contains(Sizes.Batch) == true;

    public static Constant<T> Of(long[] shape, T[] numbers, string? origin = null) => new(shape, numbers, null, null) { Origin = origin };

    public static Constant<T> OfIntegers(long[] shape, long[] integers) => new(shape, null, integers, null);

    public static Constant<T> OfTexts(long[] shape, string[] texts) => new(shape, null, null, texts);

    public Constant<T> WithShape(long[] shape) => new(shape, Numbers, Integers, Texts) { Origin = Origin, _firstNotFinite = _firstNotFinite };

    /// <summary>The elements at some places, in a shape of their own.</summary>
    public Constant<T> Pick(long[] shape, int[] places)
        => new(shape, Numbers is null ? null : Picked(Numbers, places), Integers is null ? null : Picked(Integers, places), Texts is null ? null
            : Picked(Texts, places));

    /// <summary>The first number that is NaN or infinite, with its place; null if all are finite.</summary>
    public string? NotFinite()
    {
        if (_firstNotFinite == NotLookedFor)
            _firstNotFinite = Numbers is null ? -1 : Array.FindIndex(Numbers, value => !T.IsFinite(value));
        return _firstNotFinite < 0 ? null : $"{Numbers![_firstNotFinite].ToString(null, CultureInfo.InvariantCulture)} at index {Text.Of(_firstNotFinite)}";
    }

    /// <summary>Each element as a name of a class; null for fractions, which name nothing.</summary>
    public string[]? Names() => Texts ?? Integers?.Select(Text.Of).ToArray();

    private static TElement[] Picked<TElement>(TElement[] elements, int[] places)
    {
        var picked = new TElement[places.Length];
        for (int i = 0; i < places.Length; i++)
            picked[i] = elements[places[i]];
        return picked;
    }
}
