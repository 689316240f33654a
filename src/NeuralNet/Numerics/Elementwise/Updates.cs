using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Optimizer updates of one parameter in one pass, in place: the work is moving memory, so everything is done while an
/// element is in a register. Each update leaves the weight it replaces in g, whose gradient is used up, so that a step
/// that ends in a non-finite weight can be taken back, and sums x - x over all it writes, which is 0 until something is
/// not finite. The gradient of a penalty may be added on the way. Elements are independent: any width gives the same
/// bits.
/// </summary>
internal static unsafe class Updates<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Updates one parameter; returns whether all that was written is finite.</summary>
    /// <param name="update">The formula with the numbers of this step.</param>
    /// <param name="w">The weights.</param>
    /// <param name="g">Their gradient, then the weights that were replaced.</param>
    /// <param name="s">What the optimizer remembers of each weight; the weights themselves for nothing.</param>
    /// <param name="r">The second memory; the weights themselves for none.</param>
    /// <param name="workers">Threads that share the work.</param>
    /// <param name="penalty">What is to be added to the gradient.</param>
    public static bool Apply<TUpdate>(TUpdate update, Span<T> w, Span<T> g, Span<T> s, Span<T> r, Workers? workers, Penalty<T> penalty = default)
        where TUpdate : unmanaged, IUpdate<T>
        => penalty.IsNone ? ApplyUnpenalized(update, w, g, s, r, workers) : ApplyPenalized(update, w, g, s, r, workers, penalty);

    // Apart, so that the training of a small network without a penalty does not load these types.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ApplyPenalized<TUpdate>(TUpdate update, Span<T> w, Span<T> g, Span<T> s, Span<T> r, Workers? workers, Penalty<T> penalty)
        where TUpdate : unmanaged, IUpdate<T>
        => ApplyUnpenalized(new Penalized<T, TUpdate>(update, penalty), w, g, s, r, workers);

    private static bool ApplyUnpenalized<TUpdate>(TUpdate update, Span<T> w, Span<T> g, Span<T> s, Span<T> r, Workers? workers)
        where TUpdate : unmanaged, IUpdate<T>
    {
        Debug.Assert(g.Length == w.Length && s.Length == w.Length && r.Length == w.Length);
        int n = w.Length;
        fixed (T* pw = w, pg = g, ps = s, pr = r)
        {
            if (workers is null || n < Workers.SmallestUpdate)
                return Apply(update, pw, pg, ps, pr, n);
            int notFinite = 0;
            int parts = Math.Min(n / (Workers.SmallestMove / 4), Workers.PartsPerThread * workers.Threads);
            var job = new UpdateJob<TUpdate>(update, pw, pg, ps, pr, n, parts, &notFinite);
            workers.Run(job, parts);
            return notFinite == 0;
        }
    }

    private static bool Apply<TUpdate>(TUpdate update, T* w, T* g, T* s, T* r, nint n)
        where TUpdate : unmanaged, IUpdate<T>
    {
        if (Vector512.IsHardwareAccelerated && n >= SpanWalk<T>.FewestWideVectors * 2 * Lanes256<T>.Count)
            return ApplyWide(update, w, g, s, r, n);
        if (Vector256.IsHardwareAccelerated && n >= Lanes256<T>.Count)
            return Apply<Lanes256<T>, TUpdate>(update, w, g, s, r, n);
        return ApplyNarrow(update, w, g, s, r, n);
    }

    // Apart, like the next, so that a small network does not load the types of vectors that it does not use: see
    // SpanWalk.
    private static bool ApplyWide<TUpdate>(TUpdate update, T* w, T* g, T* s, T* r, nint n)
        where TUpdate : unmanaged, IUpdate<T>
        => Apply<Lanes512<T>, TUpdate>(update, w, g, s, r, n);

    // Two or three doubles one by one: compiling another loop for them costs more than it saves, 2 of 118 ms of a
    // process that trains XOR.
    private static bool ApplyNarrow<TUpdate>(TUpdate update, T* w, T* g, T* s, T* r, nint n)
        where TUpdate : unmanaged, IUpdate<T>
        => Vector128.IsHardwareAccelerated && n >= Math.Max(4, Lanes128<T>.Count)
            ? Apply<Lanes128<T>, TUpdate>(update, w, g, s, r, n)
            : Apply<Lanes1<T>, TUpdate>(update, w, g, s, r, n);

    /// <summary>The last vector overlaps its neighbour; its values are taken before anything is written.</summary>
    // At once: the first epoch of 784-300-75-10 takes 115 ms, by tiers 133.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Apply<V, TUpdate>(TUpdate update, T* w, T* g, T* s, T* r, nint n)
        where V : unmanaged, ILanes<V, T>
        where TUpdate : unmanaged, IUpdate<T>
    {
        nint last = n - V.Count;
        V lastOld = V.Load(w + last);
        V lastSlot = TUpdate.Slots > 0 ? V.Load(s + last) : lastOld;
        V lastSecond = TUpdate.Slots > 1 ? V.Load(r + last) : lastOld;
        V lastNew = update.Apply(lastOld, V.Load(g + last), ref lastSlot, ref lastSecond);
        V check = ZeroIfFinite<V, TUpdate>(lastNew, ref lastSlot, ref lastSecond);
        for (nint i = 0; i < last; i += V.Count)
        {
            V old = V.Load(w + i);
            V slot = TUpdate.Slots > 0 ? V.Load(s + i) : old;
            V second = TUpdate.Slots > 1 ? V.Load(r + i) : old;
            V replacement = update.Apply(old, V.Load(g + i), ref slot, ref second);
            check += ZeroIfFinite<V, TUpdate>(replacement, ref slot, ref second);
            Store<V, TUpdate>(old, replacement, slot, second, w + i, g + i, s + i, r + i);
        }

        Store<V, TUpdate>(lastOld, lastNew, lastSlot, lastSecond, w + last, g + last, s + last, r + last);
        return check.Fold() == T.Zero;
    }

    /// <summary>
    /// x - x is 0 for a finite x and NaN for others. An infinite mean square would silently end the learning of its
    /// weight, so slots count, too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ZeroIfFinite<V, TUpdate>(V replacement, ref V slot, ref V second)
        where V : unmanaged, ILanes<V, T>
        where TUpdate : unmanaged, IUpdate<T>
    {
        V check = replacement - replacement;
        if (TUpdate.Slots > 0)
        {
            check += slot - slot;
            slot = NormalOrZero<V>(slot);
        }

        if (TUpdate.Slots > 1)
        {
            check += second - second;
            second = NormalOrZero<V>(second);
        }

        return check;
    }

    /// <summary>
    /// What is remembered of a weight whose gradient has become 0 for good, behind a unit that is never active, shrinks
    /// until it is subnormal, and stays there: 0.9 of the smallest number is rounded to it. Processors divide such
    /// numbers up to five times as slowly, for nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalOrZero<V>(V x)
        where V : unmanaged, ILanes<V, T>
        => V.IfGreater(VectorMath<V, T>.Constant(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308), V.Abs(x),
            V.Broadcast(T.Zero), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, TUpdate>(V old, V replacement, V slot, V second, T* w, T* g, T* s, T* r)
        where V : unmanaged, ILanes<V, T>
        where TUpdate : unmanaged, IUpdate<T>
    {
        replacement.Store(w);
        old.Store(g);
        if (TUpdate.Slots > 0)
            slot.Store(s);
        if (TUpdate.Slots > 1)
            second.Store(r);
    }

    /// <summary>A parameter cut into parts of neighbouring elements.</summary>
    private readonly struct UpdateJob<TUpdate>(TUpdate update, T* w, T* g, T* s, T* r, int n, int parts, int* notFinite) : IJob
        where TUpdate : unmanaged, IUpdate<T>
    {
        public void Execute(int part)
        {
            nint first = (nint)n * part / parts;
            nint end = (nint)n * (part + 1) / parts;
            if (!Apply(update, w + first, g + first, s + first, r + first, end - first))
                Interlocked.Increment(ref *notFinite);
        }
    }
}
