using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// How an optimizer changes some elements of a parameter; s and r are what it remembers of each weight, unused ones are
/// the weights themselves.
/// </summary>
internal interface IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <returns>The new weights; s and r hold what is to be remembered.</returns>
    V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>;

    /// <summary>How many of s and r are in use.</summary>
    static abstract int Slots { get; }
}

/// <summary>
/// An update from the gradient with that of the penalty added: a pass over weights and gradient less.
/// </summary>
internal readonly struct Penalized<T, TUpdate>(TUpdate update, Penalty<T> penalty) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TUpdate : unmanaged, IUpdate<T>
{
    public static int Slots => TUpdate.Slots;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
        => update.Apply(w, penalty.Apply(w, g), ref s, ref r);
}

/// <summary>w -= rate g.</summary>
internal readonly struct Descent<T>(T rate) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
        => V.MultiplyAdd(V.Broadcast(-rate), g, w);
}

/// <summary>v = momentum v + g; w -= rate v.</summary>
internal readonly struct MomentumOutside<T>(T rate, T momentum) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        s = V.MultiplyAdd(V.Broadcast(momentum), s, g);
        return V.MultiplyAdd(V.Broadcast(-rate), s, w);
    }
}

/// <summary>v = momentum v + g; w -= rate (g + momentum v).</summary>
internal readonly struct NesterovOutside<T>(T rate, T momentum) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        s = V.MultiplyAdd(V.Broadcast(momentum), s, g);
        return V.MultiplyAdd(V.Broadcast(-rate), V.MultiplyAdd(V.Broadcast(momentum), s, g), w);
    }
}

/// <summary>v = momentum v - rate g; w += v.</summary>
internal readonly struct MomentumInside<T>(T rate, T momentum) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        s = V.MultiplyAdd(V.Broadcast(-rate), g, V.Broadcast(momentum) * s);
        return w + s;
    }
}

/// <summary>v = momentum v - rate g; w += momentum v - rate g.</summary>
internal readonly struct NesterovInside<T>(T rate, T momentum) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        V change = V.Broadcast(-rate) * g;
        s = V.MultiplyAdd(V.Broadcast(momentum), s, change);
        return w + V.MultiplyAdd(V.Broadcast(momentum), s, change);
    }
}

/// <summary>s = decay s + added g g with added = 1 - decay; w -= rate g / (sqrt(s) + epsilon).</summary>
internal readonly struct MeanSquare<T>(T rate, T decay, T added, T epsilon) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        s = V.MultiplyAdd(V.Broadcast(decay), s, V.Broadcast(added) * g * g);
        V quotient = g / (V.Sqrt(s) + V.Broadcast(epsilon));
        return V.MultiplyAdd(V.Broadcast(-rate), quotient, w);
    }
}

/// <summary>
/// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = kept w - rate m / (sqrt(v) + epsilon). The
/// corrections are in the numbers of the step, which leaves one division.
/// </summary>
/// <param name="rate">rate sqrt(correction2) / correction1.</param>
/// <param name="beta1">beta1.</param>
/// <param name="added1">1 - beta1, taken in double: 1 - 0.999 in float is off by 1e-5.</param>
/// <param name="beta2">beta2.</param>
/// <param name="added2">1 - beta2, taken in double.</param>
/// <param name="epsilon">epsilon sqrt(correction2).</param>
/// <param name="kept">1 - rate * weight decay.</param>
internal readonly struct AdaptiveMoments<T>(T rate, T beta1, T added1, T beta2, T added2, T epsilon, T kept) : IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Slots => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V w, V g, ref V s, ref V r)
        where V : unmanaged, ILanes<V, T>
    {
        s = V.MultiplyAdd(V.Broadcast(beta1), s, V.Broadcast(added1) * g);
        r = V.MultiplyAdd(V.Broadcast(beta2), r, V.Broadcast(added2) * g * g);
        V quotient = s / (V.Sqrt(r) + V.Broadcast(epsilon));
        return V.MultiplyAdd(V.Broadcast(-rate), quotient, V.Broadcast(kept) * w);
    }
}
