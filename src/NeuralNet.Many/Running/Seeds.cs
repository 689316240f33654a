using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NeuralNet.Many.Running;

internal static class Seeds
{
    /// <summary>
    /// The seed of a key: the first bytes of SHA-256 over the run's seed and the key, the same on every machine.
    /// </summary>
    public static int Of(int seed, string key)
    {
        byte[] text = new byte[4 + Encoding.UTF8.GetByteCount(key)];
        BinaryPrimitives.WriteInt32LittleEndian(text, seed);
        Encoding.UTF8.GetBytes(key, text.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(text));
    }
}
