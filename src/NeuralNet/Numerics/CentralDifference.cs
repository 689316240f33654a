using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Numerical derivatives.</summary>
internal static class CentralDifference
{
    /// <summary>
    /// The step that balances the rounding of f (about eps / h) against the curvature (about h^2): the cube root of the
    /// machine epsilon, 6e-6 in double and 5e-3 in float, relative to x where |x| is above 1 (Press et al., Numerical
    /// Recipes, section 5.7).
    /// </summary>
    public static T Step<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.Cbrt(Epsilon<T>()) * T.Max(T.One, T.Abs(x));

    /// <summary>
    /// The numerical derivative of f with respect to one of its variables, beside the analytic one; x is moved and put
    /// back.
    /// </summary>
    public static GradientElement Compare<T>(ref T x, double analytic, double center, Func<double> f, int row, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double good = 10 * Math.Pow(double.CreateTruncating(Epsilon<T>()), 2.0 / 3);
        T step = Step(x);
        double best = double.NaN;
        Span<double> bends = stackalloc double[3];
        double slope = 0;

        // A kink within reach of one step may be out of reach of a smaller one, which rounding then makes less exact:
        // the closest of three counts.
        for (int attempt = 0; attempt < bends.Length; attempt++, step /= T.CreateTruncating(10))
        {
            (double left, double right, double central) = Differences(ref x, step, center, f);
            bends[attempt] = right - left;
            slope = Math.Max(slope, Math.Max(Math.Abs(left), Math.Abs(right)));
            if (!(Math.Abs(central - analytic) >= Math.Abs(best - analytic)))
                best = central;
            if (Math.Abs(best - analytic) <= good * Math.Max(Math.Abs(best), Math.Abs(analytic)))
                return new GradientElement(row, column, analytic, best, GradientPlace.Smooth);
        }

        // A curve's bend shrinks with the step and rounding grows against it; only a kink bends the same at a tenth of
        // the step. Where several samples have theirs at one place, the analytic gradient need not lie between left and
        // right: each unit takes its own side.
        bool isKink = Math.Abs(bends[0]) > 0.02 * slope && bends[1] / bends[0] is > 0.8 and < 1.25;
        return new GradientElement(row, column, analytic, best, isKink ? GradientPlace.Kink : GradientPlace.Smooth);
    }

    private static (double Left, double Right, double Central) Differences<T>(ref T x, T step, double center, Func<double> f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T start = x;
        try
        {
            x = start + step;
            double above = double.CreateTruncating(x - start);
            double high = f();
            x = start - step;
            double below = double.CreateTruncating(start - x);
            double low = f();
            return ((center - low) / below, (high - center) / above, (high - low) / (above + below));
        }
        finally
        {
            x = start;
        }
    }

    private static T Epsilon<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.BitIncrement(T.One) - T.One;
}
