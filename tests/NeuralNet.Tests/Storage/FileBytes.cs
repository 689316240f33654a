using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NeuralNet.Tests;

/// <summary>Safetensors files put together byte by byte after the format's description, without the library.</summary>
internal static class FileBytes
{
    private const string ChecksumKey = "\"crc32c\":\"";

    /// <summary>8 bytes with the length of the header, the header, the data.</summary>
    public static byte[] Of(byte[] header, byte[] data)
    {
        byte[] file = [.. new byte[8], .. header, .. data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        return file;
    }

    public static byte[] Of(string header, byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static (byte[] Header, byte[] Data) Parts(byte[] file)
    {
        int data = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return (file[8..data], file[data..]);
    }

    public static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Halfs(params Half[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <summary>
    /// The file with the checksum that belongs to it, as somebody would write it who means to deceive; the file itself
    /// if it has none.
    /// </summary>
    public static byte[] Sealed(byte[] file)
    {
        int key = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ChecksumKey));
        if (key < 0 || key + ChecksumKey.Length + 8 > file.Length)
            return file;
        byte[] result = [.. file];
        Span<byte> digits = result.AsSpan(key + ChecksumKey.Length, 8);
        digits.Fill((byte)'0');
        Encoding.ASCII.GetBytes(Checksum(result).ToString("x8", CultureInfo.InvariantCulture)).CopyTo(digits);
        return result;
    }

    /// <summary>CRC-32C, bit by bit: the remainder of a division by the polynomial 0x1EDC6F41, bits reversed.</summary>
    public static uint Checksum(byte[] bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte b in bytes)
        {
            state ^= b;
            for (int bit = 0; bit < 8; bit++)
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ 0x82F63B78;
        }

        return ~state;
    }
}
