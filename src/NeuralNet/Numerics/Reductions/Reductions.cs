using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Sums in a fixed order, the same for every vector width and number of threads: sixteen partial sums folded by halves,
/// then the rest that fills no block one after the other. Long sums are taken in chunks, which are added up in double.
/// </summary>
internal static unsafe class Reductions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Short enough for a sum of floats to keep its digits, long enough for the folding not to count.
    private const int ChunkLength = 4096;

    /// <summary>sums[j] = sum over i of x[i, j]; x is rows x sums.Length, column-major: the bias gradient.</summary>
    public static void ColumnSums(int rows, ReadOnlySpan<T> x, Span<T> sums)
    {
        if (rows < SixteenLanes.Count)
            ColumnSums<OneByOne>(rows, x, sums);
        else
            ColumnSums<SixteenLanes>(rows, x, sums);
    }

    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 426.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ColumnSums<TSummation>(int rows, ReadOnlySpan<T> x, Span<T> sums)
        where TSummation : struct, ISummation
    {
        Debug.Assert(x.Length >= rows * sums.Length);
        fixed (T* px = x)
        {
            T* column = px;
            for (int j = 0; j < sums.Length; j++, column += rows)
                sums[j] = TSummation.Run<T, SumKernel<Identity>>(new SumKernel<Identity>(column, column, rows));
        }
    }

    public static double SumOfSquares(ReadOnlySpan<T> x) => Sum<Square>(x, x);

    public static double SumOfAbsolutes(ReadOnlySpan<T> x) => Sum<Absolute>(x, x);

    public static double SumOfAbsoluteDifferences(ReadOnlySpan<T> x, ReadOnlySpan<T> y) => Sum<AbsoluteDifference>(x, y);

    /// <summary>The sum of x y.</summary>
    public static double Dot(ReadOnlySpan<T> x, ReadOnlySpan<T> y) => Sum<Product>(x, y);

    public static double Sum(ReadOnlySpan<T> x) => Sum<Identity>(x, x);

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<T> x) => Sum<ZeroIfFinite>(x, x) == 0;

    /// <summary>
    /// best[i] = the column of the largest element of row i, the lowest on ties; x is best.Length x columns,
    /// column-major.
    /// </summary>
    public static void RowArgmax(int columns, ReadOnlySpan<T> x, Span<int> best)
    {
        Debug.Assert(x.Length >= best.Length * columns);
        fixed (T* px = x)
        fixed (int* pb = best)
            RowWalk<T>.Run<ArgmaxKernel>(new(best.Length, columns, px, pb), best.Length);
    }

    private static double Sum<TOperation>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where TOperation : struct, IOperation2<T>
        => x.Length < SixteenLanes.Count ? Sum<TOperation, OneByOne>(x, y) : Sum<TOperation, SixteenLanes>(x, y);

    // At once: the first epoch of 784-64-784 takes 84 ms, by tiers 125.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TOperation, TSummation>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where TOperation : struct, IOperation2<T>
        where TSummation : struct, ISummation
    {
        Debug.Assert(y.Length >= x.Length);
        double total = 0;
        fixed (T* px = x, py = y)
        {
            for (int start = 0; start < x.Length; start += ChunkLength)
            {
                var kernel = new SumKernel<TOperation>(px + start, py + start, Math.Min(ChunkLength, x.Length - start));
                total += double.CreateTruncating(TSummation.Run<T, SumKernel<TOperation>>(kernel));
            }
        }

        return total;
    }

    /// <summary>The column's number is kept as a number of the same type, which is exact up to 2^24.</summary>
    private readonly struct ArgmaxKernel(int rows, int columns, T* x, int* best) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V max = V.Load(x + row);
            V column = V.Broadcast(T.Zero);
            for (nint j = 1; j < columns; j++)
            {
                V value = V.Load(x + row + j * rows);
                column = V.IfGreater(value, max, V.Broadcast(T.CreateTruncating(j)), column);
                max = V.Max(value, max);
            }

            V numbers = column;
            for (int lane = 0; lane < V.Count; lane++)
                best[row + lane] = int.CreateTruncating(((T*)&numbers)[lane]);
        }
    }

    private readonly struct SumKernel<TOperation>(T* x, T* y, nint n) : ISumKernel<T>
        where TOperation : struct, IOperation2<T>
    {
        public nint Count => n;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Terms<V>(nint first)
            where V : unmanaged, ILanes<V, T>
            => default(TOperation).Apply(V.Load(x + first), V.Load(y + first));
    }

    private readonly struct Identity : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x;
    }

    private readonly struct Square : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x * x;
    }

    private readonly struct Product : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x * y;
    }

    private readonly struct Absolute : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => V.Abs(x);
    }

    private readonly struct AbsoluteDifference : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => V.Abs(x - y);
    }

    /// <summary>x - x: 0 for a finite x, NaN for all others, and NaN stays in a sum.</summary>
    private readonly struct ZeroIfFinite : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x - x;
    }
}
