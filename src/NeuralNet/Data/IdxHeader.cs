using System.Buffers.Binary;
using System.Numerics;

namespace NeuralNet;

/// <summary>What an IDX file says of itself.</summary>
internal sealed class IdxHeader(byte type, int[] sizes)
{
    public byte Type { get; } = type;

    public int[] Sizes { get; } = sizes;

    /// <summary>Bytes of all elements; the largest number where there are more.</summary>
    public long Bytes => Sizes.Contains(0) ? 0
        : Sizes.Aggregate((long)IdxElements.Size(Type), (product, size) => product > long.MaxValue / size ? long.MaxValue : product * size);

    public override string ToString() => $"{string.Join(" x ", Sizes.Select(Check.Text))} {IdxElements.Name(Type)}";
}

/// <summary>The element types of IDX files.</summary>
internal static class IdxElements
{
    public const byte UnsignedByte = 0x08;

    /// <summary>Bytes of an element; 0 for no known type.</summary>
    public static int Size(byte type) => type switch
    {
        UnsignedByte or 0x09 => 1,
        0x0B => 2,
        0x0C or 0x0D => 4,
        0x0E => 8,
        _ => 0,
    };

    public static string Name(byte type) => type switch
    {
        UnsignedByte => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit integers",
        0x0C => "32-bit integers",
        0x0D => "floats",
        _ => "doubles",
    };

    public static T Number<T>(byte type, ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => type switch
        {
            UnsignedByte => T.CreateTruncating(bytes[0]),
            0x09 => T.CreateTruncating((sbyte)bytes[0]),
            0x0B => T.CreateTruncating(BinaryPrimitives.ReadInt16BigEndian(bytes)),
            0x0C => T.CreateTruncating(BinaryPrimitives.ReadInt32BigEndian(bytes)),
            0x0D => T.CreateTruncating(BinaryPrimitives.ReadSingleBigEndian(bytes)),
            _ => T.CreateTruncating(BinaryPrimitives.ReadDoubleBigEndian(bytes)),
        };
}
