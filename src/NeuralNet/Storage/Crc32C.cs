using System.Buffers.Binary;
using System.Numerics;

namespace NeuralNet;

/// <summary>
/// The Castagnoli checksum (CRC-32C, RFC 3720), which finds every damage that lies within 32 neighbouring bits, and
/// others with a chance of all but 1 in 4 billion.
/// </summary>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            state = BitOperations.Crc32C(state, b);
        _state = state;
    }
}
