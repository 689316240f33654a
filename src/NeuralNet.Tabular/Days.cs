using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>
/// Moments as days since the beginning of the year 1, with a fraction: one number a cell, exact to 10 us.
/// </summary>
internal static class Days
{
    /// <summary>Of one moment as its clock shows it.</summary>
    public static double Of(DateTime date) => (double)date.Ticks / TimeSpan.TicksPerDay;

    public static double Of(DateOnly date) => date.DayNumber;

    /// <summary>Rounded to microseconds, which a double cannot tell apart any finer.</summary>
    public static DateTime ToDate(double days)
        => new((long)Math.Round(days * TimeSpan.TicksPerDay / 10) * 10);

    public static string Text(double days)
        => ToDate(days).ToString(days == Math.Floor(days) ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
