using NeuralNet;

/// <summary>
/// A shop's sales, made up from a seed: a level, a trend, a year, a week of its own, and noise. What a network is to
/// find out without being told.
/// </summary>
internal sealed class Shop
{
    private const int Week = 7;
    private const double Year = 365.25;

    // Known sales, and the days that a forecast is tested on.
    private const int KnownDays = 730, TestDays = 91;

    private readonly double[] _sales = new double[KnownDays + TestDays];

    public Shop(int number)
    {
        var random = new RandomStream(number);
        double level = 200 + 800 * random.NextDouble(), trend = 0.3 * (random.NextDouble() - 0.5);
        double summer = 0.35 * random.NextDouble(), phase = Year * random.NextDouble();
        double[] week = [.. Enumerable.Range(0, Week).Select(_ => 0.7 + 0.6 * random.NextDouble())];
        for (int day = 0; day < _sales.Length; day++)
        {
            double year = 1 + trend * day / Year + summer * Math.Sin(2 * Math.PI * (day - phase) / Year);
            _sales[day] = Math.Max(0, level * year * week[day % Week] * (1 + 0.12 * random.NextNormal()));
        }
    }

    /// <summary>
    /// For each known day after the first two weeks: sales of the fourteen days before, the day of the week, the time
    /// of the year; and the sales of the day.
    /// </summary>
    public Dataset<float> Known() => Days(2 * Week, KnownDays);

    /// <summary>The mean absolute error of a forecast for the next day over the last quarter.</summary>
    public double Error(Network<float> network)
    {
        Dataset<float> test = Days(KnownDays, KnownDays + TestDays);
        Matrix<float> forecast = network.Predict(test.X);
        return Enumerable.Range(0, TestDays).Average(day => Math.Abs((double)forecast[day, 0] - test.Y[day, 0]));
    }

    /// <summary>The error of a forecast that says what was sold on the same day of the week before.</summary>
    public double NaiveError() => Enumerable.Range(KnownDays, TestDays).Average(day => Math.Abs(_sales[day] - _sales[day - Week]));

    private Dataset<float> Days(int from, int to)
    {
        const int inputs = 2 * Week + Week + 2;
        Matrix<float> x = Matrix<float>.Build.Dense(to - from, inputs, (row, column) => (float)Input(from + row, column));
        return new Dataset<float>(x, Matrix<float>.Build.Dense(to - from, 1, (row, _) => (float)_sales[from + row]));
    }

    private double Input(int day, int column) => column switch
    {
        < 2 * Week => _sales[day - 1 - column],
        < 3 * Week => day % Week == column - 2 * Week ? 1 : 0,
        3 * Week => Math.Sin(2 * Math.PI * day / Year),
        _ => Math.Cos(2 * Math.PI * day / Year),
    };
}
