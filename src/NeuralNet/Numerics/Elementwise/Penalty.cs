using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// l2/2 sum(w w) + l1 sum|w| of a parameter. As an operation it adds the gradient, l2 w + l1 sign(w), to another;
/// sign(0) is 0.
/// </summary>
internal readonly struct Penalty<T>(T l1, T l2) : IOperation2<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T L1 { get; } = l1;

    public T L2 { get; } = l2;

    public bool IsNone => L1 == T.Zero && L2 == T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g)
        where V : unmanaged, ILanes<V, T>
    {
        V zero = V.Broadcast(T.Zero);
        V sign = V.IfGreater(w, zero, V.Broadcast(L1), V.IfGreater(zero, w, V.Broadcast(-L1), zero));
        return V.MultiplyAdd(V.Broadcast(L2), w, g) + sign;
    }
}
