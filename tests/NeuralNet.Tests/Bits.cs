using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralNet.Tests;

/// <summary>Comparisons to the bit: equal bits, not merely equal numbers.</summary>
internal static class Bits
{
    public static byte[] Of<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => MemoryMarshal.AsBytes<T>(matrix.ToColumnMajorArray()).ToArray();

    public static byte[] Of<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. network.Parameters.SelectMany(parameter => Of(parameter.Value))];
}
