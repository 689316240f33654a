using System.Numerics;

namespace NeuralNet.Many.Tests;

internal static class Bits
{
    /// <summary>A network as the bytes of its file: equal if and only if layers, weights and names are.</summary>
    public static byte[] Of<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }
}
