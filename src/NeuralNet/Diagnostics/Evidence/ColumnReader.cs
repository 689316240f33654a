using System.Numerics;

namespace NeuralNet;

/// <summary>Measures columns of row-major data: two passes over a sample of rows, spread over all.</summary>
internal static class ColumnReader
{
    // Wild values are few, and the gap between them and the rest is several times as wide as all the rest.
    private const double LargestWildShare = 0.1;
    private const double SmallestGap = 5;

    // A code such as -999 tells itself by being the same every time.
    private const double SmallestGapOfCode = 2;
    private const int FewestRows = 20;

    // Readings that drift go up and down; those of sorted rows go one way.
    private const double NotableDrift = 0.8;
    private const double SmallestShareOfTurns = 0.1;

    /// <summary>Reads the columns.</summary>
    /// <param name="values">The data, a row after the other.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="names">Their names; null if they have none.</param>
    /// <param name="elements">About how many elements to look at.</param>
    /// <param name="precision">The relative distance of two numbers of the data's type, if it is another.</param>
    public static ColumnFacts[] Read<T>(ReadOnlySpan<T> values, int rows, int columns, IReadOnlyList<string>? names, int elements, double? precision = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double epsilon = precision ?? double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        int stride = Math.Max(1, (int)((long)rows * columns / elements));
        double[] shift = new double[columns], lowest = new double[columns], highest = new double[columns], sum = new double[columns],
            squares = new double[columns];
        for (int j = 0; j < columns; j++)
            shift[j] = lowest[j] = highest[j] = double.CreateTruncating(values[j]);
        int count = 0;
        for (int row = 0; row < rows; row += stride, count++)
        {
            ReadOnlySpan<T> line = values.Slice(row * columns, columns);
            for (int j = 0; j < line.Length; j++)
            {
                double value = double.CreateTruncating(line[j]);
                if (value < lowest[j])
                    lowest[j] = value;
                if (value > highest[j])
                    highest[j] = value;

                // Beside a large offset squares would hold nothing of the spread.
                double distance = value - shift[j];
                sum[j] += distance;
                squares[j] += distance * distance;
            }
        }

        var facts = new ColumnFacts[columns];
        for (int j = 0; j < columns; j++)
        {
            double mean = sum[j] / count;
            facts[j] = new ColumnFacts(j, names?[j], lowest[j], highest[j], shift[j] + mean, Math.Sqrt(Math.Max(0, squares[j] / count - mean * mean)), epsilon)
            {
                First = shift[j],
                Last = double.CreateTruncating(values[(rows - 1) * columns + j]),
            };
        }

        if (count >= FewestRows)
        {
            AddWild(values, rows, columns, stride, count, facts);
            AddDrift(values, columns, stride, count, facts);
        }

        return facts;
    }

    private static void AddDrift<T>(ReadOnlySpan<T> values, int columns, int stride, int count, ColumnFacts[] facts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int fifth = count / 5;
        var change = new double[columns];
        for (int i = 0; i < fifth; i++)
        {
            ReadOnlySpan<T> early = values.Slice(i * stride * columns, columns), late = values.Slice((count - 1 - i) * stride * columns, columns);
            for (int j = 0; j < columns; j++)
                change[j] += double.CreateTruncating(late[j]) - double.CreateTruncating(early[j]);
        }

        for (int j = 0; j < columns; j++)
        {
            double drift = change[j] / fifth / facts[j].Deviation;
            if (!(Math.Abs(drift) > NotableDrift))
                continue;
            int up = 0, down = 0;
            for (int i = 1; i < count; i++)
            {
                int sign = values[i * stride * columns + j].CompareTo(values[(i - 1) * stride * columns + j]);
                up += sign > 0 ? 1 : 0;
                down += sign < 0 ? 1 : 0;
            }

            facts[j].Drift = Math.Min(up, down) < SmallestShareOfTurns * (up + down) ? double.NaN : drift;
        }
    }

    /// <summary>Columns of which nine tenths lie in a sixth of the range at one end are looked at closely.</summary>
    private static void AddWild<T>(ReadOnlySpan<T> values, int rows, int columns, int stride, int count, ColumnFacts[] facts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] low = new double[columns], high = new double[columns];
        int[] below = new int[columns], above = new int[columns];
        for (int j = 0; j < columns; j++)
        {
            double third = 2 * facts[j].HalfRange / 3;
            (low[j], high[j]) = (facts[j].Lowest + third, facts[j].Highest - third);
        }

        for (int row = 0; row < rows; row += stride)
        {
            ReadOnlySpan<T> line = values.Slice(row * columns, columns);
            for (int j = 0; j < line.Length; j++)
            {
                double value = double.CreateTruncating(line[j]);
                below[j] += value < low[j] ? 1 : 0;
                above[j] += value > high[j] ? 1 : 0;
            }
        }

        for (int j = 0; j < columns; j++)
        {
            // Nothing in the middle third, and few at one end.
            if (below[j] + above[j] == count && Math.Min(below[j], above[j]) <= LargestWildShare * count && !facts[j].IsConstant)
                facts[j].Wild = Wild(values, rows, columns, stride, count, j);
        }
    }

    private static WildFacts? Wild<T>(ReadOnlySpan<T> values, int rows, int columns, int stride, int count, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sorted = new double[count];
        for (int i = 0; i < count; i++)
            sorted[i] = double.CreateTruncating(values[i * stride * columns + column]);
        Array.Sort(sorted);
        int cut = 0;
        for (int i = 0; i + 1 < count; i++)
        {
            if (sorted[i + 1] - sorted[i] > sorted[cut + 1] - sorted[cut])
                cut = i;
        }

        int few = Math.Min(cut + 1, count - cut - 1);
        bool isAbove = few == count - cut - 1;
        Span<double> wild = isAbove ? sorted.AsSpan(count - few) : sorted.AsSpan(0, few), main = isAbove ? sorted.AsSpan(0, count - few) : sorted.AsSpan(few);
        double gap = sorted[cut + 1] - sorted[cut], range = main[^1] - main[0];
        bool isOne = few > 1 && wild[0] == wild[^1];

        // Where nine tenths are one value, the others are rare by nature: a column of counts, a pixel at the border.
        bool isSparse = main[main.Length / 10] == main[9 * main.Length / 10];
        if (isSparse || few > LargestWildShare * count || gap < (isOne && IsCode(wild[0]) ? SmallestGapOfCode : SmallestGap) * range)
            return null;
        double limit = isAbove ? wild[0] : wild[^1];
        int first = 0;
        for (int row = 0; row < rows; row++)
        {
            double value = double.CreateTruncating(values[row * columns + column]);
            if (isAbove ? value >= limit : value <= limit)
            {
                first = row;
                break;
            }
        }

        return new WildFacts(isAbove ? wild[^1] : wild[0], first, (double)few / count, isOne, main[0], main[^1]);
    }

    /// <summary>Whether somebody may have typed it for "unknown": -999, 99999.</summary>
    private static bool IsCode(double value)
    {
        double digits = Math.Abs(value) + 1;
        return value == -1 || (digits >= 100 && Math.Log10(digits) % 1 == 0);
    }
}
