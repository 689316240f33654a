namespace NeuralNet.Tabular;

/// <summary>
/// The values of a column, row by row, in one array or in parts as a source delivered them: joining parts would touch
/// as much memory again.
/// </summary>
internal sealed class Cells
{
    private const int PartBits = 16;

    /// <summary>Rows of each part but the last.</summary>
    public const int RowsOfAPart = 1 << PartBits;

    private readonly double[][] _parts;
    private readonly int _shift;
    private readonly int _mask;

    /// <param name="values">All values; not copied.</param>
    public Cells(double[] values)
    {
        (_parts, Count) = ([values], values.Length);
        (_shift, _mask) = (31, int.MaxValue);
    }

    /// <param name="parts">Values; each part but the last has <see cref="RowsOfAPart"/>. Not copied.</param>
    public Cells(double[][] parts)
    {
        (_parts, Count) = (parts, checked((parts.Length - 1) * RowsOfAPart + parts[^1].Length));
        (_shift, _mask) = (PartBits, RowsOfAPart - 1);
    }

    public int Count { get; }

    public double this[int row] => _parts[row >> _shift][row & _mask];

    /// <summary>The values as arrays of rows that follow each other.</summary>
    public IReadOnlyList<double[]> Parts => _parts;

    public IEnumerator<double> GetEnumerator()
    {
        foreach (double[] part in _parts)
        {
            foreach (double value in part)
                yield return value;
        }
    }

    /// <summary>
    /// Takes each value that is no gap as an index and puts another value in its place, before anybody else has them.
    /// </summary>
    public Cells Replaced(double[] valueOfIndex)
    {
        foreach (double[] part in _parts)
        {
            for (int i = 0; i < part.Length; i++)
                part[i] = double.IsNaN(part[i]) ? double.NaN : valueOfIndex[(int)part[i]];
        }

        return this;
    }

    public double[] ToArray()
    {
        double[] all = GC.AllocateUninitializedArray<double>(Count);
        int start = 0;
        foreach (double[] part in _parts)
        {
            part.CopyTo(all, start);
            start += part.Length;
        }

        return all;
    }
}
