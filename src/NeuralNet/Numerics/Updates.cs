using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>How an optimizer changes some elements of a parameter; s and r are what it remembers of each weight, unused ones are the weights themselves.</summary>
internal interface IUpdate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <returns>The new weights; s and r hold what is to be remembered.</returns>
    V Apply<V, L>(V w, V g, ref V s, ref V r)
        where L : ILanes<V, T>;

    /// <summary>How many of s and r are in use.</summary>
    static abstract int Slots { get; }
}

/// <summary>
/// Optimizer updates of one parameter in one pass, in place: the work is moving memory, so everything is done while an element is in a register.
/// Each update leaves the weight it replaces in g, whose gradient is used up, so that a step that ends in a non-finite weight can be taken back,
/// and sums x - x over all it writes, which is 0 until something is not finite. Elements are independent: any width gives the same bits.
/// </summary>
internal static class Updates
{
    /// <summary>w -= rate g.</summary>
    public static bool GradientDescent<T>(T rate, Span<T> w, Span<T> g, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply(new Descent<T>(rate), w, g, w, w, workers);

    /// <summary>v = momentum v + g; w -= rate v, or with Nesterov w -= rate (g + momentum v).</summary>
    public static bool MomentumRateOutside<T>(T rate, T momentum, bool nesterov, Span<T> w, Span<T> g, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => nesterov
            ? Apply(new NesterovOutside<T>(rate, momentum), w, g, v, w, workers)
            : Apply(new MomentumOutside<T>(rate, momentum), w, g, v, w, workers);

    /// <summary>v = momentum v - rate g; w += v, or with Nesterov w += momentum v - rate g.</summary>
    public static bool MomentumRateInside<T>(T rate, T momentum, bool nesterov, Span<T> w, Span<T> g, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => nesterov
            ? Apply(new NesterovInside<T>(rate, momentum), w, g, v, w, workers)
            : Apply(new MomentumInside<T>(rate, momentum), w, g, v, w, workers);

    /// <summary>s = decay s + added g g with added = 1 - decay; w -= rate g / (sqrt(s) + epsilon).</summary>
    public static bool RmsProp<T>(T rate, T decay, T added, T epsilon, Span<T> w, Span<T> g, Span<T> s, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply(new MeanSquare<T>(rate, decay, added, epsilon), w, g, s, w, workers);

    /// <summary>
    /// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = kept w - rate (m / correction1) / (sqrt(v / correction2) + epsilon),
    /// with correction = 1 - beta^step and kept = 1 - rate * weight decay.
    /// </summary>
    public static bool Adam<T>(in AdamFactors<T> factors, Span<T> w, Span<T> g, Span<T> m, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply(new AdaptiveMoments<T>(factors), w, g, m, v, workers);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Apply<T, TUpdate>(TUpdate update, Span<T> w, Span<T> g, Span<T> s, Span<T> r, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUpdate : struct, IUpdate<T>
    {
        Debug.Assert(g.Length == w.Length && s.Length == w.Length && r.Length == w.Length);
        ref T ws = ref MemoryMarshal.GetReference(w);
        ref T gs = ref MemoryMarshal.GetReference(g);
        ref T ss = ref MemoryMarshal.GetReference(s);
        ref T rs = ref MemoryMarshal.GetReference(r);
        T check = T.Zero;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = Apply<T, TUpdate, Vector512<T>, Lanes512<T>>(update, ref ws, ref gs, ref ss, ref rs, i, w.Length, ref check);
        if (Vector256.IsHardwareAccelerated)
            i = Apply<T, TUpdate, Vector256<T>, Lanes256<T>>(update, ref ws, ref gs, ref ss, ref rs, i, w.Length, ref check);
        if (Vector128.IsHardwareAccelerated)
            i = Apply<T, TUpdate, Vector128<T>, Lanes128<T>>(update, ref ws, ref gs, ref ss, ref rs, i, w.Length, ref check);
        Apply<T, TUpdate, T, ScalarLanes<T>>(update, ref ws, ref gs, ref ss, ref rs, i, w.Length, ref check);
        return check == T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Apply<T, TUpdate, V, L>(TUpdate update, ref T w, ref T g, ref T s, ref T r, int i, int n, ref T check)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TUpdate : struct, IUpdate<T>
        where L : ILanes<V, T>
    {
        if (i > n - L.Count)
            return i;
        V sum = L.Create(T.Zero);
        for (; i <= n - L.Count; i += L.Count)
        {
            V old = L.Load(ref w, i);
            V slot = TUpdate.Slots > 0 ? L.Load(ref s, i) : old;
            V second = TUpdate.Slots > 1 ? L.Load(ref r, i) : old;
            V replacement = update.Apply<V, L>(old, L.Load(ref g, i), ref slot, ref second);
            L.Store(replacement, ref w, i);
            L.Store(old, ref g, i);
            sum = L.Add(sum, L.Subtract(replacement, replacement));
            if (TUpdate.Slots > 0)
            {
                // An infinite mean square would silently end the learning of its weight: it counts, too.
                L.Store(slot, ref s, i);
                sum = L.Add(sum, L.Subtract(slot, slot));
            }

            if (TUpdate.Slots > 1)
            {
                L.Store(second, ref r, i);
                sum = L.Add(sum, L.Subtract(second, second));
            }
        }

        check += L.Fold(sum);
        return i;
    }

    private readonly struct Descent<T>(T rate) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
            => L.MultiplyAdd(L.Create(-rate), g, w);
    }

    private readonly struct MomentumOutside<T>(T rate, T momentum) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            s = L.MultiplyAdd(L.Create(momentum), s, g);
            return L.MultiplyAdd(L.Create(-rate), s, w);
        }
    }

    private readonly struct NesterovOutside<T>(T rate, T momentum) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            s = L.MultiplyAdd(L.Create(momentum), s, g);
            return L.MultiplyAdd(L.Create(-rate), L.MultiplyAdd(L.Create(momentum), s, g), w);
        }
    }

    private readonly struct MomentumInside<T>(T rate, T momentum) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            s = L.MultiplyAdd(L.Create(-rate), g, L.Multiply(L.Create(momentum), s));
            return L.Add(w, s);
        }
    }

    private readonly struct NesterovInside<T>(T rate, T momentum) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            V change = L.Multiply(L.Create(-rate), g);
            s = L.MultiplyAdd(L.Create(momentum), s, change);
            return L.Add(w, L.MultiplyAdd(L.Create(momentum), s, change));
        }
    }

    private readonly struct MeanSquare<T>(T rate, T decay, T added, T epsilon) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Slots => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            s = L.MultiplyAdd(L.Create(decay), s, L.Multiply(L.Multiply(L.Create(added), g), g));
            V quotient = L.Divide(g, L.Add(L.Sqrt(s), L.Create(epsilon)));
            return L.MultiplyAdd(L.Create(-rate), quotient, w);
        }
    }

    private readonly struct AdaptiveMoments<T>(in AdamFactors<T> factors) : IUpdate<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly AdamFactors<T> _factors = factors;

        public static int Slots => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V w, V g, ref V s, ref V r)
            where L : ILanes<V, T>
        {
            s = L.MultiplyAdd(L.Create(_factors.Beta1), s, L.Multiply(L.Create(_factors.Added1), g));
            r = L.MultiplyAdd(L.Create(_factors.Beta2), r, L.Multiply(L.Multiply(L.Create(_factors.Added2), g), g));
            V root = L.Sqrt(L.Divide(r, L.Create(_factors.Correction2)));
            V quotient = L.Divide(s, L.Add(root, L.Create(_factors.Epsilon)));
            return L.MultiplyAdd(L.Create(-_factors.Rate), quotient, L.Multiply(L.Create(_factors.Kept), w));
        }
    }
}

/// <summary>The numbers of one Adam step.</summary>
/// <param name="Rate">rate / correction1.</param>
/// <param name="Beta1">beta1.</param>
/// <param name="Added1">1 - beta1, taken in double: 1 - 0.999 in float is off by 1e-5.</param>
/// <param name="Beta2">beta2.</param>
/// <param name="Added2">1 - beta2, taken in double.</param>
/// <param name="Correction2">1 - beta2^step.</param>
/// <param name="Epsilon">epsilon.</param>
/// <param name="Kept">1 - rate * weight decay.</param>
internal readonly record struct AdamFactors<T>(T Rate, T Beta1, T Added1, T Beta2, T Added2, T Correction2, T Epsilon, T Kept);
