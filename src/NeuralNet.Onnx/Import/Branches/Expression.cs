using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// A function of each element as files write it with several nodes: P(x) + Q(x) f(A(x)) with polynomials P, Q and A.
/// Sums and products of such functions are such a function as long as there is one f among them, so that every order in
/// which an exporter writes the parts of SiLU or GELU comes to the same.
/// </summary>
internal sealed record Expression<T>(Polynomial<T> P, Polynomial<T> Q, Curve Curve, Polynomial<T> A)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T _half = T.One / (T.One + T.One);

    public static Expression<T> X { get; } = Power(1);

    public static Expression<T> Zero { get; } = new(Polynomial<T>.Zero, Polynomial<T>.Zero, Curve.None, Polynomial<T>.Zero);

    public static Expression<T> Power(int power) => new(Polynomial<T>.Power(power), Polynomial<T>.Zero, Curve.None, Polynomial<T>.Zero);

    /// <summary>For how many features it has numbers of their own; 1 if all have the same.</summary>
    public int Width => Math.Max(P.Width, Math.Max(Q.Width, A.Width));

    private bool IsLinear => Curve == Curve.None && P.HasOnly(1);

    public Expression<T> Times(T[] factors) => this with { P = P.Times(factors), Q = Q.Times(factors) };

    public Expression<T> Minus(T[] values) => this with { P = P + Polynomial<T>.Constant(Array.ConvertAll(values, value => -value)) };

    public Expression<T>? Plus(Expression<T> other)
    {
        if (other.Curve == Curve.None)
            return this with { P = P + other.P };
        if (Curve == Curve.None)
            return other.Plus(this);
        return Curve == other.Curve && A.Equals(other.A) ? this with { P = P + other.P, Q = Q + other.Q } : null;
    }

    public Expression<T>? Times(Expression<T> other)
    {
        if (Curve == Curve.None)
            return other.P.Times(P) is { } p && other.Q.Times(P) is { } q ? other with { P = p, Q = q } : null;
        return other.Curve == Curve.None ? other.Times(this) : null;
    }

    /// <summary>The curve of this function; null if this one has a curve already.</summary>
    public Expression<T>? Apply(Curve curve) => Curve == Curve.None ? new Expression<T>(Polynomial<T>.Zero, Polynomial<T>.Constant([T.One]), curve, P) : null;

    /// <summary>sigmoid(a) = 1/2 + tanh(a/2) / 2, so that SiLU has one form.</summary>
    public Expression<T>? Sigmoid() => Times([_half]).Apply(Curve.Tanh)?.Times([_half]).Minus([-_half]);

    /// <summary>
    /// The larger of both: max(0, a - b) + b. For a = c x and b = d x it is |c - d| max(0, x) + min(c, d) x, so that it
    /// has one form, too.
    /// </summary>
    public Expression<T>? Max(Expression<T> other)
    {
        if (IsLinear && other.IsLinear)
        {
            (T[] c, T[] d) = (P[1] ?? [T.Zero], other.P[1] ?? [T.Zero]);
            return new Expression<T>(Polynomial<T>.X.Times(Polynomial<T>.Combine(c, d, T.Min)),
                Polynomial<T>.Constant(Polynomial<T>.Combine(c, d, (x, y) => T.Abs(x - y))), Curve.ReLU, Polynomial<T>.X);
        }

        return Plus(other.Times([-T.One]))?.Apply(Curve.ReLU)?.Plus(other);
    }

    /// <summary>This function of another one; null if that has a curve and this is more than a multiple.</summary>
    public Expression<T>? Of(Expression<T> inner)
    {
        if (inner.Curve != Curve.None)
            return Curve == Curve.None && P.HasOnly(0, 1) ? inner.Times(P[1] ?? [T.Zero]).Minus([.. (P[0] ?? [T.Zero]).Select(value => -value)]) : null;
        return P.Of(inner.P) is { } p && Q.Of(inner.P) is { } q && A.Of(inner.P) is { } a ? new Expression<T>(p, q, Curve, a) : null;
    }
}

/// <summary>The one part of a function that is no polynomial.</summary>
internal enum Curve
{
    None,
    Tanh,
    Erf,
    ReLU,
}
