namespace NeuralNet.Tabular;

/// <summary>
/// A moment as the time since the first one and the year, both encoded as numbers, and as points on circles: of the
/// year, of the week, and of the day where moments differ within days. A gap is the median moment, marked.
/// </summary>
internal sealed class DateEncoding(NumberEncoding time, NumberEncoding year, bool hasTimes) : ColumnEncoding
{
    public const int Kind = 3;
    public const double DaysOfAYear = 365.2425;

    public NumberEncoding Time => time;

    public NumberEncoding Year => year;

    public bool HasTimes => hasTimes;

    public override int Width => time.Width + year.Width + (hasTimes ? 6 : 4);

    /// <param name="sorted">The days of training rows in rising order, without gaps.</param>
    /// <param name="hasGaps">Whether other training rows have none.</param>
    /// <param name="intervals">Into how many intervals time is cut at most; 0 for none.</param>
    public static DateEncoding Fit(double[] sorted, bool hasGaps, int intervals) => new(
        NumberEncoding.Fit(sorted, hasGaps, intervals),
        NumberEncoding.Fit([.. sorted.Select(YearOf)], hasGaps: false, intervals: 0),
        Array.Exists(sorted, day => day != Math.Floor(day)));

    public override void Encode(double value, Span<float> inputs)
    {
        time.Encode(value, inputs);
        inputs = inputs[time.Width..];
        double day = double.IsNaN(value) ? time.Median : value;
        year.Encode(YearOf(day), inputs);
        inputs = inputs[year.Width..];
        Circle(day / DaysOfAYear, inputs);
        Circle(Math.Floor(day) / 7, inputs[2..]);
        if (hasTimes)
            Circle(day, inputs[4..]);
    }

    public override void Slopes(double value, Span<double> slopes)
    {
        slopes.Clear();
        if (double.IsNaN(value))
            return;
        time.Slopes(value, slopes[..time.Width]);
        slopes = slopes[(time.Width + year.Width)..];
        CircleSlopes(value / DaysOfAYear, 1 / DaysOfAYear, slopes);
        if (hasTimes)
            CircleSlopes(value, 1, slopes[4..]);
    }

    public override void Write(Tape tape)
    {
        tape.Write(Kind);
        tape.Write(hasTimes ? 1 : 0);
        time.Write(tape);
        year.Write(tape);
    }

    public static DateEncoding ReadFrom(Tape tape)
    {
        bool hasTimes = tape.ReadCount(1) == 1;
        return Read(tape) is NumberEncoding time && Read(tape) is NumberEncoding year
            ? new DateEncoding(time, year, hasTimes)
            : throw new InvalidDataException("The file's description of a date is none.");
    }

    public override string ToString() => $"time, year, season, weekday{(hasTimes ? ", hour" : "")}{(time.HasGaps ? ", gaps marked" : "")}";

    // The Gregorian year begins on this day to within two.
    private static double YearOf(double day) => Math.Floor((day + 1) / DaysOfAYear) + 1;

    private static void Circle(double turns, Span<float> inputs)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * (turns - Math.Floor(turns)));
        (inputs[0], inputs[1]) = ((float)sine, (float)cosine);
    }

    private static void CircleSlopes(double turns, double turnsPerDay, Span<double> slopes)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * (turns - Math.Floor(turns)));
        double perDay = 2 * Math.PI * turnsPerDay;
        (slopes[0], slopes[1]) = (perDay * cosine, -perDay * sine);
    }
}
