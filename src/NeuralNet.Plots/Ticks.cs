using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

/// <summary>How numbers lie along an axis.</summary>
internal enum AxisScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly, with ticks at whole numbers alone, written in full.</summary>
    WholeNumbers,

    /// <summary>By their logarithms to base 10.</summary>
    Logarithmic,
}

/// <summary>
/// The ticks of an axis: round numbers, so far apart that their labels have room, all labels with as many digits as it
/// takes to tell them apart. Where numbers differ only behind their fifth digit, the axis says what is subtracted from
/// all of them.
/// </summary>
internal sealed class Ticks(double subtracted, AxisScale scale) : ITickGenerator
{
    private const float FontSize = 12;

    // Of the numbers themselves; below it an axis would show the rounding of its numbers.
    private const double SmallestRange = 1e-12;

    // How far a label may reach beyond the ends of its axis, where the next thing begins.
    private const double Overhang = 18;

    private Tick[] _current = [];

    Tick[] ITickGenerator.Ticks => _current;

    public int MaxTickCount { get; set; } = 50;

    /// <summary>The limits of an axis with all the numbers and a margin, never without extent.</summary>
    public static (double Low, double High) Around(double low, double high, double margin)
    {
        // Halves, for the difference of two numbers may be beyond the largest one.
        double largest = Math.Max(Math.Abs(low), Math.Abs(high)), half = high / 2 - low / 2;
        double extent = half > SmallestRange * largest ? 2 * margin * half : largest > 0 ? 0.1 * largest : 1;
        double bound = double.MaxValue / 4;
        return (Math.Max(-bound, low - extent), Math.Min(bound, high + extent));
    }

    /// <summary>Gives an axis its ticks.</summary>
    /// <returns>The name of the axis, with what is subtracted from its numbers if anything is.</returns>
    public static string Set(IAxis axis, double low, double high, string name, AxisScale scale = AxisScale.Linear)
    {
        double largest = Math.Max(Math.Abs(low), Math.Abs(high)), range = high - low, subtracted = 0;
        if (scale == AxisScale.Linear && range < 1e-4 * largest)
        {
            double unit = Math.Pow(10, Math.Ceiling(Math.Log10(range)));
            subtracted = Math.Floor(low / unit) * unit;
        }

        axis.TickGenerator = new Ticks(subtracted, scale);
        axis.Min = low;
        axis.Max = high;
        return subtracted == 0 ? name : $"{name} {(subtracted < 0 ? '+' : '−')} {Math.Abs(subtracted).ToString("G15", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The width of the labels of an axis as it is now.</summary>
    public static float WidestLabel(IAxis axis)
    {
        var ticks = (Ticks)axis.TickGenerator;
        Tick[] all = ticks.At(new CoordinateRange(axis.Min, axis.Max), isVertical: true, pixels: 200);
        return all.Select(tick => Lettering.Width(tick.Label, FontSize)).DefaultIfEmpty().Max();
    }

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
        => _current = At(range, edge is Edge.Left or Edge.Right, size.Length);

    private Tick[] At(CoordinateRange range, bool isVertical, float pixels)
    {
        double low = Math.Min(range.Min, range.Max), high = Math.Max(range.Min, range.Max);
        if (!(high > low) || pixels <= 0)
            return [];
        double smallest = scale == AxisScale.Linear ? 0 : 1;
        for (double step = Math.Max(smallest, RoundUp((high - low) / Math.Max(1, pixels / 36))); ; step = RoundUp(1.5 * step))
        {
            double[] places = Places(low, high, step);
            string[] labels = Labels([.. places.Select(place => place - subtracted)], step);
            double distance = step / (high - low) * pixels;
            double needed = isVertical ? 24 : labels.Select(label => Lettering.Width(label, FontSize)).DefaultIfEmpty().Max() + 14;
            if (distance < needed && places.Length > 1)
                continue;
            bool HasRoom(double place, string label)
                => isVertical || Math.Min(place - low, high - place) / (high - low) * pixels + Overhang >= Lettering.Width(label, FontSize) / 2;
            return
            [
                .. places.Zip(labels, (place, label) => HasRoom(place, label) ? new Tick(place, label, isMajor: true) : new Tick(place, "", isMajor: false)),
                .. Minor(low, high, step),
            ];
        }
    }

    /// <summary>The next of 1, 2 and 5 times a power of ten.</summary>
    private static double RoundUp(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit <= 1.000001 ? 1 : digit <= 2.000001 ? 2 : digit <= 5.000001 ? 5 : 10);
    }

    private static double[] Places(double low, double high, double step)
    {
        double first = Math.Ceiling(low / step - 1e-9), last = Math.Floor(high / step + 1e-9);
        return [.. Enumerable.Range(0, Math.Clamp((int)(last - first) + 1, 0, 1000)).Select(i => (first + i) * step)];
    }

    private string[] Labels(double[] values, double step) => scale switch
    {
        AxisScale.WholeNumbers => [.. values.Select(value => value.ToString("F0", CultureInfo.InvariantCulture))],
        AxisScale.Logarithmic => [.. values.Select(power => power is >= -4 and <= 5
            ? Math.Pow(10, power).ToString(power < 0 ? $"F{-power:F0}" : "F0", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"1e{power:F0}"))],
        _ => Labels(values, step, values.Select(Math.Abs).DefaultIfEmpty().Max()),
    };

    /// <summary>All with the same power of ten and the same number of decimals, as many as the step has.</summary>
    private static string[] Labels(double[] values, double step, double largest)
    {
        int power = largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest) + 1e-9);
        int decimals = -(int)Math.Floor(Math.Log10(step) + 1e-9);
        bool isPlain = power is >= -3 and <= 5;
        string format = $"F{Math.Clamp(isPlain ? decimals : decimals + power, 0, 15)}";
        string Text(double value)
        {
            if (Math.Abs(value) < 1e-6 * step)
                return "0";
            return isPlain
                ? value.ToString(format, CultureInfo.InvariantCulture)
                : (value / Math.Pow(10, power)).ToString(format, CultureInfo.InvariantCulture) + string.Create(CultureInfo.InvariantCulture, $"e{power}");
        }

        return [.. values.Select(Text)];
    }

    /// <summary>
    /// Without labels: on a logarithmic axis 2 to 9 times each power of ten, elsewhere four between two others.
    /// </summary>
    private IEnumerable<Tick> Minor(double low, double high, double step)
    {
        if (scale == AxisScale.WholeNumbers && step < 5 || scale == AxisScale.Logarithmic && step > 1)
            return [];
        double[] shares = scale == AxisScale.Logarithmic ? [.. Enumerable.Range(2, 8).Select(i => Math.Log10(i))] : [0.2, 0.4, 0.6, 0.8];
        return Places(low - step, high, step).SelectMany(place => shares.Select(share => place + share * step))
            .Where(place => place >= low && place <= high).Select(place => new Tick(place, "", isMajor: false));
    }
}
