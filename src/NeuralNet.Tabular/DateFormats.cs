using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>Texts that are dates, all written in the same way.</summary>
internal static class DateFormats
{
    // A moment with a zone is taken in UTC, one without as it is written.
    private const DateTimeStyles InUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] _days = ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "d-MMM-yyyy", "d MMM yyyy"];
    private static readonly string[] _times = ["", "THH:mm:ss", "THH:mm", " HH:mm:ss", " HH:mm", "THH:mm:ss.FFFFFFFK", " HH:mm:ss.FFFFFFFK", "THH:mmK"];

    /// <summary>The days of all texts; null if they are no dates, or could be read in two ways.</summary>
    /// <param name="texts">Different texts.</param>
    /// <param name="remark">What is odd about the way they are written.</param>
    public static double[]? Read(IReadOnlyList<string> texts, out string? remark)
    {
        remark = null;
        if (texts.Count == 0 || texts[0].Length < 6 || !texts[0].Any(char.IsAsciiDigit))
            return null;
        (string Format, double[] Days)[] readings =
        [
            .. from day in _days from time in _times let days = Days(texts, day + time) where days is not null select (day + time, days),
        ];
        if (readings.Length > 1 && readings.Any(reading => !reading.Days.SequenceEqual(readings[0].Days)))
        {
            remark = $"dates stored as text that can be read as {readings[0].Format} and as {readings[1].Format}: write them as yyyy-MM-dd";
            return null;
        }

        if (readings.Length == 0)
            return null;
        if (!readings[0].Format.StartsWith("yyyy-MM-dd", StringComparison.Ordinal))
            remark = $"dates stored as text, {readings[0].Format}";
        return readings[0].Days;
    }

    public static bool TryRead(string text, out double days)
    {
        double[]? one = Read([text], out _);
        days = one is null ? double.NaN : one[0];
        return one is not null;
    }

    private static double[]? Days(IReadOnlyList<string> texts, string format)
    {
        double[] days = new double[texts.Count];
        for (int i = 0; i < days.Length; i++)
        {
            if (!DateTime.TryParseExact(texts[i], format, CultureInfo.InvariantCulture, InUtc, out DateTime date))
                return null;
            days[i] = Tabular.Days.Of(date);
        }

        return days;
    }
}
