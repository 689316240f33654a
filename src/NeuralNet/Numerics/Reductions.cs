using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Sums in a fixed order, the same for every vector width and number of threads: sixteen partial sums folded by halves, then the rest that fills no
/// block one after the other. Long sums are taken in chunks, which are added up in double.
/// </summary>
internal static class Reductions
{
    // Short enough for a sum of floats to keep its digits, long enough for the folding not to count.
    private const int ChunkLength = 4096;

    /// <summary>sums[j] = sum over i of x[i, j]; x is rows x sums.Length, column-major: the bias gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ColumnSums<T>(int rows, ReadOnlySpan<T> x, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(x.Length >= rows * sums.Length);
        ref T column = ref MemoryMarshal.GetReference(x);
        for (int j = 0; j < sums.Length; j++, column = ref Unsafe.Add(ref column, rows))
            sums[j] = SixteenLanes.Run<T, SumKernel<T, Identity<T>>>(new SumKernel<T, Identity<T>>(ref column, ref column, rows));
    }

    public static double SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sum<T, Square<T>>(x, x);

    public static double SumOfAbsolutes<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sum<T, Absolute<T>>(x, x);

    public static double SumOfAbsoluteDifferences<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sum<T, AbsoluteDifference<T>>(x, y);

    public static double Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sum<T, Identity<T>>(x, x);

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sum<T, ZeroIfFinite<T>>(x, x) == 0;

    /// <summary>best[i] = the column of the largest element of row i, the lowest on ties; x is best.Length x columns, column-major.</summary>
    public static void RowArgmax<T>(int columns, ReadOnlySpan<T> x, Span<int> best)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = best.Length;
        for (int i = 0; i < rows; i++)
        {
            int column = 0;
            T largest = x[i];
            for (int j = 1, k = rows + i; j < columns; j++, k += rows)
            {
                if (x[k] > largest)
                {
                    largest = x[k];
                    column = j;
                }
            }

            best[i] = column;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<T, TOperation>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation2<T>
    {
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y[..x.Length]);
        double total = 0;
        for (int start = 0; start < x.Length; start += ChunkLength)
        {
            var kernel = new SumKernel<T, TOperation>(ref Unsafe.Add(ref xs, start), ref Unsafe.Add(ref ys, start), Math.Min(ChunkLength, x.Length - start));
            total += double.CreateTruncating(SixteenLanes.Run<T, SumKernel<T, TOperation>>(kernel));
        }

        return total;
    }

    private readonly ref struct SumKernel<T, TOperation>(ref T x, ref T y, int n) : ISixteenLaneKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation2<T>
    {
        private readonly ref T _x = ref x;
        private readonly ref T _y = ref y;
        private readonly int _n = n;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Run<V, L>()
            where L : ILanes<V, T>
        {
            TOperation operation = default;
            T sum = T.Zero;
            int i = 0;
            if (_n >= L.Count)
            {
                V partial = operation.Apply<V, L>(L.Load(ref _x, 0), L.Load(ref _y, 0));
                for (i = L.Count; i <= _n - L.Count; i += L.Count)
                    partial = L.Add(partial, operation.Apply<V, L>(L.Load(ref _x, i), L.Load(ref _y, i)));
                sum = L.Fold(partial);
            }

            for (; i < _n; i++)
                sum += operation.Apply<T, ScalarLanes<T>>(Unsafe.Add(ref _x, i), Unsafe.Add(ref _y, i));
            return sum;
        }
    }

    private readonly struct Identity<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V x, V y)
            where L : ILanes<V, T>
            => x;
    }

    private readonly struct Square<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V x, V y)
            where L : ILanes<V, T>
            => L.Multiply(x, x);
    }

    private readonly struct Absolute<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V x, V y)
            where L : ILanes<V, T>
            => L.Abs(x);
    }

    private readonly struct AbsoluteDifference<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V x, V y)
            where L : ILanes<V, T>
            => L.Abs(L.Subtract(x, y));
    }

    /// <summary>x - x: 0 for a finite x, NaN for all others, and NaN stays in a sum.</summary>
    private readonly struct ZeroIfFinite<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, L>(V x, V y)
            where L : ILanes<V, T>
            => L.Subtract(x, x);
    }
}
