using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Element-by-element functions on spans of one length; input and output may be the same span.</summary>
internal static class Elementwise
{
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.Exp(x[i]);
    }

    /// <summary>y = 1 / (1 + exp(-x)).</summary>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T e = T.Exp(-T.Abs(x[i]));
            y[i] = x[i] >= T.Zero ? T.One / (T.One + e) : e / (T.One + e);
        }
    }

    /// <summary>dx = dy y (1 - y).</summary>
    public static void SigmoidGradient<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = dy[i] * (y[i] * (T.One - y[i]));
    }

    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.Tanh(x[i]);
    }

    /// <summary>dx = dy (1 - y y).</summary>
    public static void TanhGradient<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = dy[i] * (T.One - y[i] * y[i]);
    }

    /// <summary>y = x where x > 0, slope x elsewhere; slope 0 gives the ReLU. NaN stays NaN, and minus infinity under slope 0 gives 0.</summary>
    public static void LeakyReLU<T>(T slope, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T negative = slope == T.Zero ? (T.IsNaN(x[i]) ? x[i] : T.Zero) : slope * x[i];
            y[i] = x[i] > T.Zero ? x[i] : negative;
        }
    }

    /// <summary>dx = dy where x > 0, slope dy elsewhere, 0 included.</summary>
    public static void LeakyReLUGradient<T>(T slope, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = x[i] > T.Zero ? dy[i] : slope * dy[i];
    }

    /// <summary>z = x y.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            z[i] = x[i] * y[i];
    }

    /// <summary>x = factor x.</summary>
    public static void Scale<T>(T factor, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            x[i] *= factor;
    }

    /// <summary>x = min(max(x, -bound), bound); NaN stays NaN.</summary>
    public static void Clamp<T>(T bound, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = T.Clamp(x[i], -bound, bound);
    }

    /// <summary>g += l2 w + l1 sign(w), the gradient of l2/2 sum(w w) + l1 sum|w|; sign(0) is 0.</summary>
    public static void AddPenaltyGradient<T>(T l1, T l2, ReadOnlySpan<T> w, Span<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < w.Length; i++)
        {
            T sign = w[i] > T.Zero ? T.One : w[i] < T.Zero ? -T.One : T.Zero;
            g[i] += l2 * w[i] + l1 * sign;
        }
    }
}
