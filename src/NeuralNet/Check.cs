using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Argument checks at the library's boundary; every message names the argument, what came, where, and what was
/// expected.
/// </summary>
internal static class Check
{
    public static void Precision<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Networks compute in float or double, not in {typeof(T).Name}.");
    }

    public static void Count(int value, string name, string unit, int smallest = 1)
    {
        if (value < smallest)
            RefuseCount(value, name, unit, smallest);
    }

    // What checks say stands in methods of its own, which are compiled when they are needed: a formatted text costs
    // more to compile than all else in a check.
    private static void RefuseCount(int value, string name, string unit, int smallest)
        => throw new ArgumentOutOfRangeException(name, value,
            $"'{name}' is {Text(value)}, but at least {Text(smallest)} {unit} {(smallest == 1 ? "is" : "are")} needed.");

    /// <summary>
    /// Throws where what a number asks for is more than an array holds or this process can have, before memory is taken
    /// for it.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="name">What the caller calls it.</param>
    /// <param name="elements">How many elements would be needed.</param>
    /// <param name="bytes">Bytes of an element.</param>
    public static void Room(int value, string name, double elements, int bytes)
    {
        // What is small is not worth asking the collector.
        if (elements > 1 << 24 && (elements > Array.MaxLength || elements * bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
            RefuseRoom(value, name, elements * bytes);
    }

    private static void RefuseRoom(int value, string name, double bytes)
        => throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, for which {Text(bytes / (1 << 30))} GiB of memory would be needed: "
            + "more than an array holds or this process can have.");

    /// <summary>One side of a matrix that takes part in products, and the other.</summary>
    public static void Side(int value, string name, int other, string unit)
    {
        if (value > MatrixAccess.Longest(other))
            RefuseSide(value, name, other, unit);
    }

    private static void RefuseSide(int value, string name, int other, string unit)
        => throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, but with {Text(other)} {unit}{(other == 1 ? "" : "s")} it may be "
            + $"{Text(MatrixAccess.Longest(other))} at most: {MatrixAccess.LimitText}.");

    /// <summary>lowest &lt;= value &lt; highest, or &lt;= highest where it is infinite or closed; never NaN.</summary>
    public static void Range(double value, string name, double lowest, double highest, Bounds bounds = Bounds.Closed)
    {
        bool fits = value >= lowest && value <= highest
            && (bounds is Bounds.Closed or Bounds.OpenAbove || value > lowest)
            && (bounds is Bounds.Closed or Bounds.OpenBelow || value < highest);
        if (!fits || !double.IsFinite(value))
            RefuseRange(value, name, lowest, highest, bounds);
    }

    private static void RefuseRange(double value, string name, double lowest, double highest, Bounds bounds)
    {
        string left = bounds is Bounds.Closed or Bounds.OpenAbove ? "at least" : "above";
        string right = bounds is Bounds.Closed or Bounds.OpenBelow ? "at most" : "below";
        string range = double.IsPositiveInfinity(highest)
            ? $"a finite number{(double.IsNegativeInfinity(lowest) ? "" : $" {left} {Text(lowest)}")}"
            : $"a number {left} {Text(lowest)} and {right} {Text(highest)}";
        throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, but {range} was expected.");
    }

    public static void Defined(int value, int last, string name, string type)
    {
        // Asking the enumeration takes 3 ms of a new process.
        if ((uint)value > (uint)last)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, which is no {type}.");
    }

    public static void Columns<T>(Matrix<T> matrix, string name, int expected, string role)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix.ColumnCount != expected)
            RefuseColumns(matrix, name, expected, role);
    }

    private static void RefuseColumns<T>(Matrix<T> matrix, string name, int expected, string role)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"The network has {Text(expected)} {role}, but '{name}' has {Text(matrix.ColumnCount)} columns ({Shape(matrix)}).",
            name);

    public static void SameRows<T>(Matrix<T> x, string xName, int rows, string name, string unit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.RowCount != rows)
            RefuseRows(x.RowCount, xName, rows, name, unit);
    }

    private static void RefuseRows(int xRows, string xName, int rows, string name, string unit)
        => throw new ArgumentException($"'{xName}' has {Text(xRows)} rows, but '{name}' has {Text(rows)} {unit}: each sample needs one.", name);

    public static void Finite<T>(Matrix<T> matrix, string name, string advice, IReadOnlyList<string>? columnNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Reductions<T>.AllFinite(matrix.Values()))
            RefuseNonFinite(matrix, name, advice, columnNames);
    }

    private static void RefuseNonFinite<T>(Matrix<T> matrix, string name, string advice, IReadOnlyList<string>? columnNames)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < matrix.RowCount; i++)
        {
            for (int j = 0; j < matrix.ColumnCount; j++)
            {
                if (!T.IsFinite(matrix.At(i, j)))
                    throw new ArgumentException($"'{name}' holds {Text(matrix.At(i, j))} at row {Text(i)}, column "
                        + $"{Text(j)}{(columnNames is null ? "" : $" ({columnNames[j]})")}. {advice}", name);
            }
        }
    }

    /// <summary>At least one row, all finite.</summary>
    public static void Samples<T>(Matrix<T> x, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.RowCount == 0)
            throw new ArgumentException($"'{name}' has no rows, but at least one sample is needed.", name);
        Finite(x.AsDense(), name, MissingValueAdvice);
    }

    public static void Finite<T>(ReadOnlySpan<T> row, string name, string advice = MissingValueAdvice)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Reductions<T>.AllFinite(row))
            return;
        for (int j = 0; j < row.Length; j++)
        {
            if (!T.IsFinite(row[j]))
                throw new ArgumentException($"'{name}' holds {Text(row[j])} at index {Text(j)}. {advice}", name);
        }
    }

    public static void SampleWeights(IReadOnlyList<double> weights, string name)
    {
        double sum = 0;
        for (int i = 0; i < weights.Count; i++)
        {
            if (!(weights[i] >= 0) || !double.IsFinite(weights[i]))
                throw new ArgumentException($"'{name}'[{Text(i)}] is {Text(weights[i])}, but weights are finite and at least 0.", name);
            sum += weights[i];
        }

        if (weights.Count > 0 && !(sum > 0 && double.IsFinite(sum)))
            throw new ArgumentException($"The {Text(weights.Count)} values of '{name}' sum to {Text(sum)}, but a finite sum above 0 is needed for a weighted "
                + "mean.", name);
    }

    public static void Labels(IReadOnlyList<int> labels, string name, int classes)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentOutOfRangeException(name, labels[i],
                    $"'{name}'[{Text(i)}] is {Text(labels[i])}, but with {Text(classes)} classes labels run from 0 to {Text(classes - 1)}.");
        }
    }

    public const string MissingValueAdvice = "Remove such samples or fill in the missing values first, for example with Imputer.";

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Text<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>
    /// Text of a file in a message: in quotation marks, not too long, and without what could do something to a
    /// terminal.
    /// </summary>
    public static string Quoted(string text) => $"'{Shortened(text)}'";

    /// <summary>The start of a text that came from a file, without control characters.</summary>
    public static string Shortened(string text, int length = 80)
    {
        string start = text.Length <= length ? text : $"{text[..length]}...";
        return string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    public static string Shape<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => $"{Text(matrix.RowCount)} x {Text(matrix.ColumnCount)}";
}

/// <summary>Which ends of an interval belong to it.</summary>
internal enum Bounds
{
    Closed,
    OpenAbove,
    OpenBelow,
    Open,
}
