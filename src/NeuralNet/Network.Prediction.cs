using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

public sealed partial class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // More rows than this are predicted block by block, so that the activations stay in the cache and memory does not
    // grow with the data: 1,024 rows through 784-300-75-10 take 4 % longer in blocks of 256.
    private const int RowsPerBlock = 128;

    private ThreadLocal<PredictionBuffers<T>>? _singleRow;
    private PredictionBuffers<T>? _spareBlock;
    private PredictionBuffers<T>? _spareRest;

    /// <summary>Computes the outputs of samples.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>
    /// Outputs, <c>N x outputs</c>. A sample's outputs are the same to the bit whatever samples it is predicted with.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, holds NaN or infinity, or has so many rows that their outputs do not fit into
    /// an array; or a layer overflows, so that an output would be NaN or infinite.
    /// </exception>
    public Matrix<T> Predict(Matrix<T> x)
    {
        Matrix<T> input = DenseInput(x);
        if (input.RowCount > Array.MaxLength / Outputs)
            throw new ArgumentException($"'{nameof(x)}' has {Check.Text(input.RowCount)} rows, but with {Check.Text(Outputs)} outputs each at most "
                + $"{Check.Text(Array.MaxLength / Outputs)} can be predicted at a time: an array holds {Check.Text(Array.MaxLength)} elements.", nameof(x));
        Matrix<T> result = MatrixAccess.New<T>(input.RowCount, Outputs);
        for (int start = 0; start < input.RowCount; start += RowsPerBlock)
        {
            int rows = Math.Min(RowsPerBlock, input.RowCount - start);
            ref PredictionBuffers<T>? spare = ref rows == RowsPerBlock ? ref _spareBlock : ref _spareRest;
            PredictionBuffers<T>? buffers = Interlocked.Exchange(ref spare, null);
            if (buffers is null || buffers.Rows != rows)
                buffers = new PredictionBuffers<T>(this, rows);
            Matrix<T> output = buffers.Predict(input, start);
            buffers.CheckOutputs(start);
            CopyRows(output, 0, result, start, rows);
            spare = buffers;
        }

        return result;
    }

    /// <summary>Computes the outputs of one sample.</summary>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <returns><c>outputs</c> values in a new array.</returns>
    /// <exception cref="ArgumentException">
    /// x has another length, or holds NaN or infinity; or a layer overflows, so that an output would be NaN or
    /// infinite.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = new T[Outputs];
        Predict(x, y);
        return y;
    }

    /// <summary>Computes the outputs of one sample without allocating (after the first call on a thread).</summary>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <param name="y">The outputs, <c>outputs</c> values, to be written.</param>
    /// <exception cref="ArgumentException">
    /// A span has another length, or x holds NaN or infinity; or a layer overflows, so that an output would be NaN or
    /// infinite. y is unchanged then.
    /// </exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> y)
    {
        if (x.Length != Inputs)
            throw new ArgumentException($"The network has {Check.Text(Inputs)} inputs, but 'x' has {Check.Text(x.Length)} values.", nameof(x));
        if (y.Length != Outputs)
            throw new ArgumentException($"The network has {Check.Text(Outputs)} outputs, but 'y' has room for {Check.Text(y.Length)} values.", nameof(y));
        Check.Finite(x, nameof(x));
        PredictionBuffers<T> buffers = (_singleRow ?? NewSingleRow()).Value!;
        ReadOnlySpan<T> output = buffers.Predict(x);
        buffers.CheckOutputs(0);
        output.CopyTo(y);
    }

    internal static void CopyRows(Matrix<T> source, int sourceStart, Matrix<T> destination, int destinationStart, int rows)
    {
        T[] from = source.Values();
        T[] to = destination.Values();
        for (int j = 0; j < source.ColumnCount; j++)
            from.AsSpan(j * source.RowCount + sourceStart, rows).CopyTo(to.AsSpan(j * destination.RowCount + destinationStart, rows));
    }

    private ThreadLocal<PredictionBuffers<T>> NewSingleRow()
        => LazyInitializer.EnsureInitialized(ref _singleRow, () => new ThreadLocal<PredictionBuffers<T>>(() => new PredictionBuffers<T>(this, rows: 1)));

    private Matrix<T> DenseInput(Matrix<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Check.Columns(x, nameof(x), Inputs, "inputs");
        return x.AsDense();
    }
}
