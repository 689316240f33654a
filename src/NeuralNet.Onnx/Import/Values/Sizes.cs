namespace NeuralNet.Onnx.Import;

/// <summary>Sizes of dimensions, among them the two that are no number.</summary>
internal static class Sizes
{
    /// <summary>The size of a dimension that the file does not tell.</summary>
    public const long Unknown = -1;

    /// <summary>The number of samples, whatever it will be.</summary>
    public const long Batch = long.MinValue;

    /// <summary>
    /// How many numbers there are, at most <see cref="long.MaxValue"/>; unknown if one of the sizes is.
    /// </summary>
    public static long Product(ReadOnlySpan<long> sizes)
    {
        if (sizes.Contains(Unknown))
            return Unknown;
        Int128 product = 1;
        foreach (long size in sizes)
            product = Int128.Min(product * size, long.MaxValue);
        return (long)product;
    }

    /// <summary>The product of sizes that are known and small enough for an array.</summary>
    public static int Count(Node node, ReadOnlySpan<long> sizes)
    {
        long count = Product(sizes);
        return count >= 0 && count <= Array.MaxLength
            ? (int)count
            : throw node.Refuse($"it needs numbers of the shape {Text.Shape(sizes.ToArray())}, but sizes that are known and at most "
                + $"{Text.Of(Array.MaxLength)} numbers were expected.");
    }
}
