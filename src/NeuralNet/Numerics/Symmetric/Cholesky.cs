using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// The decomposition A = L L' of a symmetric positive definite matrix, what is solved with it, and what is asked of the
/// inverse. L takes the place of A. Every element is a chain in one order, whatever the vector width and the threads.
/// See Golub and Van Loan, Matrix Computations (4th edition), section 4.2, for the decomposition by blocks.
/// </summary>
internal static class Cholesky<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Columns of a block: within one, columns are subtracted one by one; what lies behind is updated by one product.
    /// </summary>
    private const int BlockColumns = SymmetricMatrix<double>.LargestBlock;

    /// <summary>Columns of the inverse that a part of parallel work computes.</summary>
    private const int ColumnsPerPart = 16;

    /// <summary>Multiply-adds for which waking other threads pays.</summary>
    private const double SmallestShared = Workers.SmallestProduct / 2;

    /// <summary>Elements of the room that the decomposition needs.</summary>
    public static int PanelsLength(int size) => LowerProduct<T>.PanelsLength(size, BlockColumns);

    /// <summary>Replaces the lower triangle of A by L.</summary>
    /// <returns>Whether A is positive definite; if not, its content has no meaning afterwards.</returns>
    public static bool Factor(SymmetricMatrix<T> a, T[] panels, Workers? workers) => Factor(a, [], panels, workers);

    /// <summary>
    /// As <see cref="Factor(SymmetricMatrix{T}, T[], Workers?)"/>, but leaves out each row and column whose pivot is
    /// not above a bound: its diagonal element of L is infinite and the others 0, so that it is 0 in every solution and
    /// in the inverse.
    /// </summary>
    /// <param name="a">A.</param>
    /// <param name="leastPivots">A bound for each pivot; empty if no row is left out.</param>
    /// <param name="panels">Room.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    public static bool Factor(SymmetricMatrix<T> a, ReadOnlySpan<T> leastPivots, T[] panels, Workers? workers)
    {
        for (int first = 0; first < a.Size; first += BlockColumns)
        {
            int end = Math.Min(first + BlockColumns, a.Size);
            if (!FactorColumns(a, leastPivots, first, end))
                return false;
            if (end < a.Size)
                LowerProduct<T>.SubtractSquare(a, first, end - first, panels, workers);
        }

        return true;
    }

    /// <summary>Solves L L' x = b in place.</summary>
    public static void Solve(SymmetricMatrix<T> l, Span<T> b)
    {
        SolveLower(l, 0, b);
        for (int j = l.Size - 1; j >= 0; j--)
        {
            ReadOnlySpan<T> column = l.From(j);
            T rest = T.CreateTruncating(Reductions<T>.Dot(column[1..], b[(j + 1)..]));
            b[j] = (b[j] - rest) / column[0];
        }
    }

    /// <summary>Solves L x = b in place, where all of b before an element is 0.</summary>
    public static void SolveLower(SymmetricMatrix<T> l, int first, Span<T> b)
    {
        for (int j = first; j < l.Size; j++)
        {
            ReadOnlySpan<T> column = l.From(j);
            b[j] /= column[0];
            Elementwise<T>.AddScaled(-b[j], column[1..], b[(j + 1)..]);
        }
    }

    /// <summary>The logarithm of the determinant of A without the rows and columns that were left out.</summary>
    public static double LogDeterminant(SymmetricMatrix<T> l)
    {
        double sum = 0;
        for (int j = 0; j < l.Size; j++)
            sum += T.IsFinite(l[j, j]) ? Math.Log(double.CreateTruncating(l[j, j])) : 0;
        return 2 * sum;
    }

    /// <summary>
    /// The diagonal of the inverse of A: element k is the squared length of column k of the inverse of L.
    /// </summary>
    public static void InverseDiagonal(SymmetricMatrix<T> l, double[] diagonal, Workers? workers)
    {
        var job = new InverseJob(l, diagonal);
        int parts = (l.Size + ColumnsPerPart - 1) / ColumnsPerPart;
        if (workers is not null && Math.Pow(l.Size, 3) / 6 >= SmallestShared)
        {
            workers.Run(job, parts);
            return;
        }

        for (int part = 0; part < parts; part++)
            job.Execute(part);
    }

    /// <summary>The columns of a block, from which all earlier blocks have been subtracted.</summary>
    private static bool FactorColumns(SymmetricMatrix<T> a, ReadOnlySpan<T> leastPivots, int first, int end)
    {
        for (int j = first; j < end; j++)
        {
            Span<T> column = a.From(j);
            for (int p = first; p < j; p++)
            {
                ReadOnlySpan<T> earlier = a.From(p)[(j - p)..];
                Elementwise<T>.AddScaled(-earlier[0], earlier, column);
            }

            T pivot = column[0];
            if (!leastPivots.IsEmpty && pivot <= leastPivots[j])
            {
                column.Clear();
                column[0] = T.PositiveInfinity;
                continue;
            }

            if (!(pivot > T.Zero) || !T.IsFinite(pivot))
                return false;
            Elementwise<T>.Scale(T.One / T.Sqrt(pivot), column);
            column[0] = T.Sqrt(pivot);
        }

        return true;
    }

    private readonly struct InverseJob(SymmetricMatrix<T> l, double[] diagonal) : IJob
    {
        public void Execute(int part)
        {
            using var scratch = new Scratch<T>(l.Size);
            Span<T> column = scratch.Span[..l.Size];
            for (int k = part * ColumnsPerPart; k < Math.Min((part + 1) * ColumnsPerPart, l.Size); k++)
            {
                column[k..].Clear();
                column[k] = T.One;
                SolveLower(l, k, column);
                diagonal[k] = Reductions<T>.SumOfSquares(column[k..]);
            }
        }
    }
}
