namespace NeuralNet;

/// <summary>
/// What a column of inputs or targets looks like, from a sample of its rows; the extremes of targets are those of all,
/// up to a million.
/// </summary>
/// <param name="index">Which column, from 0.</param>
/// <param name="name">What the data call it; null if they have no names.</param>
/// <param name="lowest">The smallest value.</param>
/// <param name="highest">The largest value.</param>
/// <param name="mean">The mean.</param>
/// <param name="deviation">The population deviation.</param>
/// <param name="epsilon">The relative distance of two numbers of the data's type.</param>
internal sealed class ColumnFacts(int index, string? name, double lowest, double highest, double mean, double deviation, double epsilon)
{
    public int Index { get; } = index;

    public string? Name { get; } = name;

    public double Lowest { get; } = lowest;

    public double Highest { get; } = highest;

    public double Mean { get; } = mean;

    public double Deviation { get; } = deviation;

    public double Epsilon { get; } = epsilon;

    // Rounding of a computation leaves a few units in the last place.
    private const double RoundingUnits = 16;

    /// <summary>Values that lie far apart from all others; null if there are none.</summary>
    public WildFacts? Wild { get; set; }

    /// <summary>The values of the first and the last row looked at.</summary>
    public double First { get; init; }

    public double Last { get; init; }

    /// <summary>Whether all values looked at are whole numbers.</summary>
    public bool IsWhole { get; init; }

    /// <summary>
    /// From the first fifth of the rows to the last, in deviations; NaN where the rows are sorted by this column.
    /// </summary>
    public double Drift { get; set; }

    public double HalfRange => (Highest - Lowest) / 2;

    public double Size => Math.Max(Math.Abs(Lowest), Math.Abs(Highest));

    public double RootMeanSquare => Math.Sqrt(Mean * Mean + Deviation * Deviation);

    /// <summary>Whether it has one value only, but for the rounding of a computation.</summary>
    public bool IsConstant => !(HalfRange > RoundingUnits * Epsilon * Math.Abs(Mean));

    /// <summary>
    /// Half the distance between the extremes, wild values aside: a rare indicator of 0 and 1 is not small, though its
    /// deviation is.
    /// </summary>
    public double Spread => Wild is { } wild ? (wild.MainHighest - wild.MainLowest) / 2 : HalfRange;

    /// <summary>How many deviations the mean lies from 0.</summary>
    public double Offset => Deviation > 0 ? Math.Abs(Mean) / Deviation : 0;

    /// <summary>Such as <c>column 3 (pH)</c>.</summary>
    public override string ToString() => Name is null ? $"column {Check.Text(Index)}" : $"column {Check.Text(Index)} ({Name})";
}

/// <summary>Values that lie apart from all others: a code for missing ones, a slip of the keyboard.</summary>
/// <param name="value">The one farthest out.</param>
/// <param name="row">The first row that holds such a value.</param>
/// <param name="share">The share of the rows that hold one.</param>
/// <param name="isOneValue">Whether all are equal, and there are several.</param>
/// <param name="mainLowest">The smallest of the other values.</param>
/// <param name="mainHighest">The largest of the other values.</param>
internal sealed class WildFacts(double value, int row, double share, bool isOneValue, double mainLowest, double mainHighest)
{
    public double Value { get; } = value;

    public int Row { get; } = row;

    public double Share { get; } = share;

    public bool IsOneValue { get; } = isOneValue;

    public double MainLowest { get; } = mainLowest;

    public double MainHighest { get; } = mainHighest;
}
