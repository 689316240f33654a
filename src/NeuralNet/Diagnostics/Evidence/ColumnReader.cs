using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet;

/// <summary>Measures columns of row-major data, each of a sample of rows that is spread over all.</summary>
internal static class ColumnReader
{
    // Wild values are few, and the gap between them and the rest is several times as wide as all the rest.
    private const double LargestWildShare = 0.1;
    private const double SmallestGap = 5;

    // A code such as -999 tells itself by being the same every time.
    private const double SmallestGapOfCode = 2;
    private const int FewestRows = 20;

    // Wide rows are still looked at often enough to tell a spread.
    private const int FewestLooked = 256;

    // On the stack: new memory would take longer to get than all that is done with it.
    private const int LargestOnStack = 5 << 10;

    // Readings that drift go up and down; those of sorted rows go one way.
    private const double NotableDrift = 0.8;
    private const double NoChance = 5;
    private const double SmallestShareOfTurns = 0.1;

    private const int Lanes = 8;

    /// <summary>Reads the columns.</summary>
    /// <param name="values">The data, a row after the other.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="names">Their names; null if they have none.</param>
    /// <param name="elements">About how many elements to look at.</param>
    /// <param name="extremes">At about how many elements at least to look for the extremes. Where these lie beyond
    /// those of the others by all their range, so many are measured.</param>
    /// <param name="precision">The relative distance of two numbers of the data's type, if it is another.</param>
    public static ColumnFacts[] Read<T>(ReadOnlySpan<T> values, int rows, int columns, IReadOnlyList<string>? names, int elements, int extremes = 0,
        double? precision = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double epsilon = precision ?? double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        int few = Stride(rows, elements / columns), size = Math.Min(2, columns) * ((rows - 1) / few + 1);
        Span<double> samples = size <= LargestOnStack ? stackalloc double[size] : new double[size];
        return Read(values, rows, columns, names, few, Stride(rows, extremes / columns), epsilon, samples);
    }

    // Apart, because a method with a loop that takes memory from the stack is compiled to full speed at once, which
    // takes 3 ms.
    private static ColumnFacts[] Read<T>(ReadOnlySpan<T> values, int rows, int columns, IReadOnlyList<string>? names, int few, int fine, double epsilon,
        Span<double> samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = (rows - 1) / few + 1;
        var facts = new ColumnFacts[columns];
        for (int j = 0; j < columns; j++)
        {
            // Two at once, so that rows are waited for half as often.
            if (j % 2 == 0)
                Gather(values[j..], few * columns, samples[..length], j + 1 < columns ? samples[length..] : default);
            Span<double> column = samples.Slice(j % 2 * length, length);
            (double lowest, double highest, double sum, double squares) = Sums(column);
            if (fine < few)
            {
                (double least, double most) = Extremes(values[j..], fine * columns);
                if (most - highest > highest - lowest || lowest - least > highest - lowest)
                {
                    column = new double[(rows - 1) / fine + 1];
                    Gather(values[j..], fine * columns, column, default);
                    (_, _, sum, squares) = Sums(column);
                }

                (lowest, highest) = (Math.Min(lowest, least), Math.Max(highest, most));
            }

            double mean = sum / column.Length, deviation = Math.Sqrt(Math.Max(0, squares / column.Length - mean * mean));
            facts[j] = new ColumnFacts(j, names?[j], lowest, highest, column[0] + mean, deviation, epsilon)
            {
                First = column[0],
                Last = column[^1],
                IsWhole = AreWhole(column),
            };
            if (column.Length < FewestRows)
                continue;
            facts[j].Drift = Drift(column, deviation);
            facts[j].Wild = Wild(values[j..], columns, column, facts[j]);
        }

        return facts;
    }

    private static int Stride(int rows, int wanted) => Math.Max(1, rows / Math.Max(FewestLooked, wanted));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Lowest, double Highest) Extremes<T>(ReadOnlySpan<T> values, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T lowest = values[0], highest = lowest;
        int i = 0;
        if (stride == 1)
        {
            Vector512<T> low = Vector512.Create(lowest), high = low;
            for (; i + Vector512<T>.Count <= values.Length; i += Vector512<T>.Count)
            {
                var x = Vector512.Create(values.Slice(i, Vector512<T>.Count));
                (low, high) = (Vector512.Min(low, x), Vector512.Max(high, x));
            }

            for (int lane = 0; lane < Vector512<T>.Count; lane++)
                (lowest, highest) = (low[lane] < lowest ? low[lane] : lowest, high[lane] > highest ? high[lane] : highest);
        }

        for (; i < values.Length; i += stride)
        {
            lowest = values[i] < lowest ? values[i] : lowest;
            highest = values[i] > highest ? values[i] : highest;
        }

        return (double.CreateTruncating(lowest), double.CreateTruncating(highest));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(ReadOnlySpan<T> values, int stride, Span<double> column, Span<double> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = double.CreateTruncating(values[i * stride]);
            if (i < next.Length)
                next[i] = double.CreateTruncating(values[i * stride + 1]);
        }
    }

    /// <summary>
    /// Extremes, and sum and squares of the distances from the first value: beside a large offset squares would hold
    /// nothing of the spread. Eight lanes on every machine, so that the bits are the same.
    /// </summary>
    public static (double Lowest, double Highest, double Sum, double Squares) Sums(ReadOnlySpan<double> column)
        => column.Length < Lanes ? Sums(column, 0, column[0], column[0], 0, 0) : SumsInLanes(column);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Lowest, double Highest, double Sum, double Squares) SumsInLanes(ReadOnlySpan<double> column)
    {
        Vector512<double> shift = Vector512.Create(column[0]), low = shift, high = shift, sums = Vector512<double>.Zero, squares = sums;
        int i = 0;
        for (; i + Lanes <= column.Length; i += Lanes)
        {
            var x = Vector512.Create(column.Slice(i, Lanes));
            (low, high, x) = (Vector512.Min(low, x), Vector512.Max(high, x), x - shift);
            sums += x;
            squares += x * x;
        }

        double lowest = column[0], highest = lowest;
        for (int lane = 0; lane < Lanes; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        return Sums(column, i, lowest, highest, Vector512.Sum(sums), Vector512.Sum(squares));
    }

    /// <summary>
    /// The elements that fill no lanes, which is all of a few samples: no vectors are compiled for them.
    /// </summary>
    private static (double Lowest, double Highest, double Sum, double Squares) Sums(ReadOnlySpan<double> column, int first, double lowest, double highest,
        double sum, double square)
    {
        for (int i = first; i < column.Length; i++)
        {
            double distance = column[i] - column[0];
            (lowest, highest) = (Math.Min(lowest, column[i]), Math.Max(highest, column[i]));
            sum += distance;
            square += distance * distance;
        }

        return (lowest, highest, sum, square);
    }

    private static bool AreWhole(ReadOnlySpan<double> column)
    {
        foreach (double value in column)
        {
            if (!double.IsInteger(value))
                return false;
        }

        return true;
    }

    private static double Drift(ReadOnlySpan<double> column, double deviation)
    {
        int fifth = column.Length / 5, up = 0, down = 0;
        double drift = (Sums(column[^fifth..]).Sum / fifth + column[^fifth] - Sums(column[..fifth]).Sum / fifth - column[0]) / deviation;
        if (!(Math.Abs(drift) > Math.Max(NotableDrift, NoChance * Math.Sqrt(2.0 / fifth))))
            return 0;
        for (int i = 1; i < column.Length; i++)
        {
            up += column[i] > column[i - 1] ? 1 : 0;
            down += column[i] < column[i - 1] ? 1 : 0;
        }

        return Math.Min(up, down) < SmallestShareOfTurns * (up + down) ? double.NaN : drift;
    }

    /// <summary>
    /// Nothing in the middle third of the range, and few at one end, so that the mean is near the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static WildFacts? Wild<T>(ReadOnlySpan<T> values, int columns, ReadOnlySpan<double> column, ColumnFacts facts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = column.Length, below = 0;
        if (facts.IsConstant || Math.Abs(facts.Mean - facts.Lowest - facts.HalfRange) < (1 / 3.0 - LargestWildShare * 4 / 3) * facts.HalfRange)
            return null;
        double low = facts.Lowest + 2 * facts.HalfRange / 3, high = facts.Highest - 2 * facts.HalfRange / 3, lowerEnd = facts.Lowest,
            upperStart = facts.Highest;
        foreach (double value in column)
        {
            if (value >= low && value <= high)
                return null;
            below += value < low ? 1 : 0;
            lowerEnd = value < low ? Math.Max(lowerEnd, value) : lowerEnd;
            upperStart = value > high ? Math.Min(upperStart, value) : upperStart;
        }

        bool isAbove = below > count - below;
        int few = Math.Min(below, count - below);
        double range = isAbove ? lowerEnd - facts.Lowest : facts.Highest - upperStart;
        bool isOne = few > 1 && (isAbove ? upperStart == facts.Highest : lowerEnd == facts.Lowest);
        if (few > LargestWildShare * count || range == 0
            || upperStart - lowerEnd < (isOne && IsCode(isAbove ? facts.Highest : facts.Lowest) ? SmallestGapOfCode : SmallestGap) * range)
            return null;

        // Where nine tenths are one value, the others are rare by nature: a column of counts, a pixel at the border.
        double[] main = [.. column];
        main = Array.FindAll(main, value => value < low == isAbove);
        Array.Sort(main);
        if (main[main.Length / 10] == main[9 * main.Length / 10])
            return null;
        double limit = isAbove ? upperStart : lowerEnd;
        int first = 0;
        while (double.CreateTruncating(values[first * columns]) is var value && (isAbove ? value < limit : value > limit))
            first++;
        return new WildFacts(isAbove ? facts.Highest : facts.Lowest, first, (double)few / count, isOne, main[0], main[^1]);
    }

    /// <summary>Whether somebody may have typed it for "unknown": -999, 99999.</summary>
    private static bool IsCode(double value)
    {
        double digits = Math.Abs(value) + 1;
        return value == -1 || (digits >= 100 && Math.Log10(digits) % 1 == 0);
    }
}
