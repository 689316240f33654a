using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralNet.Numerics;

/// <summary>The loss of one element and its derivative, both times the weight of its row.</summary>
internal interface IElementLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Evaluate<V, L>(V prediction, V target, V weight, out V gradient)
        where L : ILanes<V, T>;
}

/// <summary>
/// Losses that are a sum over elements, on column-major rows x columns matrices: the value is sum_i rowWeights[i] * (mean over the columns of the
/// loss of row i); the gradient with respect to the predictions p (or logits z) is written, also where it is the same span as p or z.
/// A column at a time, in sixteen partial sums folded by halves; columns are added up in double.
/// </summary>
internal static class ElementLosses
{
    /// <summary>(p - t)^2.</summary>
    public static double SquaredError<T>(int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Evaluate(default(SquaredErrorLoss<T>), rows, columns, p, t, rowWeights, gradient);

    /// <summary>|p - t|; the gradient at 0 is 0.</summary>
    public static double AbsoluteError<T>(int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Evaluate(default(AbsoluteErrorLoss<T>), rows, columns, p, t, rowWeights, gradient);

    /// <summary>d^2 / 2 where |d| is at most delta, delta (|d| - delta / 2) elsewhere, with d = p - t.</summary>
    public static double Huber<T>(T delta, int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Evaluate(new HuberLoss<T>(delta), rows, columns, p, t, rowWeights, gradient);

    /// <summary>max(z, 0) - z s + log(1 + exp(-|z|)) with s = (1 - smoothing) t + smoothing / 2; derivative sigmoid(z) - s.</summary>
    public static double BinaryCrossEntropy<T>(T smoothing, int rows, int columns, ReadOnlySpan<T> z, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Evaluate(new BinaryCrossEntropyLoss<T>(smoothing), rows, columns, z, t, rowWeights, gradient);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Evaluate<T, TLoss>(TLoss loss, int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLoss : struct, IElementLoss<T>
    {
        T share = T.One / T.CreateTruncating(columns);
        double total = 0;
        for (int j = 0; j < columns; j++)
        {
            var kernel = new ColumnKernel<T, TLoss>(
                loss,
                share,
                ref MemoryMarshal.GetReference(p.Slice(j * rows, rows)),
                ref MemoryMarshal.GetReference(t.Slice(j * rows, rows)),
                ref MemoryMarshal.GetReference(rowWeights[..rows]),
                ref MemoryMarshal.GetReference(gradient.Slice(j * rows, rows)),
                rows);
            total += double.CreateTruncating(SixteenLanes.Run<T, ColumnKernel<T, TLoss>>(kernel));
        }

        return total;
    }

    private readonly ref struct ColumnKernel<T, TLoss>(TLoss loss, T share, ref T p, ref T t, ref T w, ref T g, int n) : ISixteenLaneKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLoss : struct, IElementLoss<T>
    {
        private readonly TLoss _loss = loss;
        private readonly T _share = share;
        private readonly ref T _p = ref p;
        private readonly ref T _t = ref t;
        private readonly ref T _w = ref w;
        private readonly ref T _g = ref g;
        private readonly int _n = n;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Run<V, L>()
            where L : ILanes<V, T>
        {
            T sum = T.Zero;
            int i = 0;
            if (_n >= L.Count)
            {
                V partial = L.Create(T.Zero);
                for (; i <= _n - L.Count; i += L.Count)
                    partial = L.Add(partial, Block<V, L>(i));
                sum = L.Fold(partial);
            }

            for (; i < _n; i++)
                sum += Block<T, ScalarLanes<T>>(i);
            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Block<V, L>(int i)
            where L : ILanes<V, T>
        {
            V weight = L.Multiply(L.Load(ref _w, i), L.Create(_share));
            V value = _loss.Evaluate<V, L>(L.Load(ref _p, i), L.Load(ref _t, i), weight, out V gradient);
            L.Store(gradient, ref _g, i);
            return value;
        }
    }

    private readonly struct SquaredErrorLoss<T> : IElementLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V, L>(V prediction, V target, V weight, out V gradient)
            where L : ILanes<V, T>
        {
            V difference = L.Subtract(prediction, target);
            V weighted = L.Multiply(difference, weight);
            gradient = L.Add(weighted, weighted);
            return L.Multiply(difference, weighted);
        }
    }

    private readonly struct AbsoluteErrorLoss<T> : IElementLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V, L>(V prediction, V target, V weight, out V gradient)
            where L : ILanes<V, T>
        {
            V difference = L.Subtract(prediction, target);
            gradient = L.IfEqual(difference, L.Create(T.Zero), L.Create(T.Zero), L.CopySign(weight, difference));
            return L.Multiply(L.Abs(difference), weight);
        }
    }

    private readonly struct HuberLoss<T>(T delta) : IElementLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V, L>(V prediction, V target, V weight, out V gradient)
            where L : ILanes<V, T>
        {
            V difference = L.Subtract(prediction, target);
            V clamped = L.IfGreater(difference, L.Create(delta), L.Create(delta), difference);
            clamped = L.IfGreater(L.Create(-delta), clamped, L.Create(-delta), clamped);
            gradient = L.Multiply(clamped, weight);

            // c (d - c/2) is d^2/2 inside, where c = d, and delta (|d| - delta/2) outside.
            return L.Multiply(gradient, L.Subtract(difference, L.Multiply(clamped, L.Create(T.CreateTruncating(0.5)))));
        }
    }

    private readonly struct BinaryCrossEntropyLoss<T>(T smoothing) : IElementLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Evaluate<V, L>(V prediction, V target, V weight, out V gradient)
            where L : ILanes<V, T>
        {
            V one = L.Create(T.One);
            V zero = L.Create(T.Zero);
            target = L.MultiplyAdd(L.Create(T.One - smoothing), target, L.Create(smoothing * T.CreateTruncating(0.5)));
            V e = VectorMath.Exp<V, L, T>(L.CopySign(prediction, L.Create(-T.One)));
            V sigmoid = L.Divide(L.IfGreater(zero, prediction, e, one), L.Add(one, e));
            gradient = L.Multiply(weight, L.Subtract(sigmoid, target));

            // |z| times what the target lacks on its side: nothing cancels, as in max(z, 0) - z t it would for a confident right answer.
            V lacking = L.IfGreater(prediction, zero, L.Subtract(one, target), target);
            return L.Multiply(weight, L.MultiplyAdd(L.Abs(prediction), lacking, VectorMath.LogOnePlus<V, L, T>(e)));
        }
    }
}
