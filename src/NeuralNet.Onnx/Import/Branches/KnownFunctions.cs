using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>Which layers compute a function that a file writes with several nodes.</summary>
internal static class KnownFunctions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// How far a constant may be from its exact value, relatively: exporters write those of GELU with six to eight
    /// digits.
    /// </summary>
    private const double Tolerance = 1e-6;

    private static readonly double _tanhFactor = Math.Sqrt(2 / Math.PI);

    /// <summary>The steps, each a layer; null if no layers of the library compute the function.</summary>
    public static List<Step<T>>? Steps(Node node, Expression<T> f) => f.Curve switch
    {
        Curve.None => Line(node, f.P),
        Curve.ReLU => Leaky(node, f),
        Curve.Tanh when f.A.HasOnly(1) => Gated(node, f, f.A[1], 2, new SiLU<T>()),
        Curve.Tanh when IsTanhOfGelu(f.A) => Gated(node, f, f.A[1], 1 / _tanhFactor, new Gelu<T>(GeluForm.Tanh)),
        Curve.Erf when f.A.HasOnly(1) => Gated(node, f, f.A[1], Math.Sqrt(2), new Gelu<T>()),
        _ => null,
    };

    /// <summary>c1 x + c0.</summary>
    private static List<Step<T>>? Line(Node node, Polynomial<T> p)
        => p.HasOnly(0, 1) && p[1] is { } factors ? [new Multiple<T>(node, factors), .. p[0] is { } shift ? [Shift(node, shift)] : Array.Empty<Step<T>>()]
            : null;

    /// <summary>p x + q max(0, x): slope p below 0, p + q above.</summary>
    private static List<Step<T>>? Leaky(Node node, Expression<T> f)
    {
        if (!f.P.HasOnly(0, 1) || !f.Q.HasOnly(0) || f.Q[0] is not { } q || !IsX(f.A))
            return null;
        T[] below = f.P[1] ?? [T.Zero];
        T[] above = Polynomial<T>.Combine(below, q, (x, y) => x + y);
        var steps = new List<Step<T>>();
        if (!AreNear(above, 1))
        {
            if (above.Contains(T.Zero))
                return null;
            steps.Add(new Multiple<T>(node, above));
            below = Polynomial<T>.Combine(below, above, (x, y) => x / y);
            if (above.Any(T.IsNegative))
                return null;
        }

        steps.Insert(0, new Slopes<T>(node, below));
        if (f.P[0] is { } shift)
            steps.Add(Shift(node, shift));
        return steps;
    }

    /// <summary>
    /// k x (1 + curve(a x)), where the layer is y = x/2 (1 + curve(x / unit)): with s = a unit it is (2 k / s) y(s x),
    /// so that other factors than the layer's are scalings before and behind it.
    /// </summary>
    private static List<Step<T>>? Gated(Node node, Expression<T> f, T[]? a, double unit, Layer<T> layer)
    {
        if (!f.P.HasOnly(1) || !f.Q.HasOnly(1) || f.P[1] is not { } k || f.Q[1] is not { } other || a is null || a.Contains(T.Zero)
            || Polynomial<T>.Combine(k, other, (x, y) => x / y) is var ratio && !AreNear(ratio, 1))
            return null;
        T[] before = Array.ConvertAll(a, value => value * T.CreateTruncating(unit));
        T[] behind = Polynomial<T>.Combine(k, before, (x, y) => (x + x) / y);
        var steps = new List<Step<T>>();
        if (!AreNear(before, 1))
            steps.Add(new Multiple<T>(node, before));
        steps.Add(new Activate<T>(node, layer));
        if (!AreNear(behind, 1))
            steps.Add(new Multiple<T>(node, behind));
        return steps;
    }

    /// <summary>sqrt(2/pi) (s x + 0.044715 (s x)^3) for any s.</summary>
    private static bool IsTanhOfGelu(Polynomial<T> a)
    {
        if (!a.HasOnly(1, 3) || a[1] is not { } first || a[3] is not { } third || first.Length != third.Length)
            return false;
        return !first.Where((value, i) =>
        {
            double s = double.CreateTruncating(value) / _tanhFactor;
            return !(Math.Abs(double.CreateTruncating(third[i]) / (_tanhFactor * 0.044715 * s * s * s) - 1) <= 4 * Tolerance);
        }).Any();
    }

    private static bool IsX(Polynomial<T> p) => p.HasOnly(1) && p[1] is { } c && AreNear(c, 1);

    private static bool AreNear(T[] values, double expected) => values.All(value => Math.Abs(double.CreateTruncating(value) / expected - 1) <= Tolerance);

    private static Difference<T> Shift(Node node, T[] values) => new(node, Array.ConvertAll(values, value => -value));
}
