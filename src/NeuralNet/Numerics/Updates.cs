using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// Optimizer updates of one parameter, in place. Each leaves the weight it replaces in <c>g</c>, whose gradient is used up, so that a step
/// that ends in a non-finite weight can be taken back; each returns whether all new weights are finite.
/// </summary>
internal static class Updates
{
    /// <summary>w -= rate g.</summary>
    public static bool GradientDescent<T>(T rate, Span<T> w, Span<T> g, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool finite = true;
        for (int i = 0; i < w.Length; i++)
            finite &= Replace(ref w[i], ref g[i], w[i] - rate * g[i]);
        return finite;
    }

    /// <summary>v = momentum v + g; w -= rate v, or with Nesterov w -= rate (g + momentum v).</summary>
    public static bool MomentumRateOutside<T>(T rate, T momentum, bool nesterov, Span<T> w, Span<T> g, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool finite = true;
        for (int i = 0; i < w.Length; i++)
        {
            v[i] = momentum * v[i] + g[i];
            finite &= Replace(ref w[i], ref g[i], w[i] - rate * (nesterov ? g[i] + momentum * v[i] : v[i]));
        }

        return finite;
    }

    /// <summary>v = momentum v - rate g; w += v, or with Nesterov w += momentum v - rate g.</summary>
    public static bool MomentumRateInside<T>(T rate, T momentum, bool nesterov, Span<T> w, Span<T> g, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool finite = true;
        for (int i = 0; i < w.Length; i++)
        {
            T change = rate * g[i];
            v[i] = momentum * v[i] - change;
            finite &= Replace(ref w[i], ref g[i], w[i] + (nesterov ? momentum * v[i] - change : v[i]));
        }

        return finite;
    }

    /// <summary>s = decay s + (1 - decay) g g; w -= rate g / (sqrt(s) + epsilon).</summary>
    public static bool RmsProp<T>(T rate, T decay, T epsilon, Span<T> w, Span<T> g, Span<T> s, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool finite = true;
        for (int i = 0; i < w.Length; i++)
        {
            s[i] = decay * s[i] + (T.One - decay) * g[i] * g[i];
            finite &= Replace(ref w[i], ref g[i], w[i] - rate * g[i] / (T.Sqrt(s[i]) + epsilon));
        }

        return finite;
    }

    /// <summary>
    /// w *= 1 - rate weightDecay; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g;
    /// w -= rate (m / correction1) / (sqrt(v / correction2) + epsilon), with correction = 1 - beta^step.
    /// </summary>
    public static bool Adam<T>(in AdamFactors<T> factors, Span<T> w, Span<T> g, Span<T> m, Span<T> v, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool finite = true;
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = factors.Beta1 * m[i] + (T.One - factors.Beta1) * g[i];
            v[i] = factors.Beta2 * v[i] + (T.One - factors.Beta2) * g[i] * g[i];
            T change = factors.Rate * (m[i] / factors.Correction1) / (T.Sqrt(v[i] / factors.Correction2) + factors.Epsilon);
            finite &= Replace(ref w[i], ref g[i], factors.Kept * w[i] - change);
        }

        return finite;
    }

    private static bool Replace<T>(ref T weight, ref T gradient, T replacement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        gradient = weight;
        weight = replacement;
        return T.IsFinite(replacement);
    }
}

/// <summary>The numbers of one Adam step; Kept = 1 - rate * weight decay.</summary>
internal readonly record struct AdamFactors<T>(T Rate, T Beta1, T Beta2, T Correction1, T Correction2, T Epsilon, T Kept);
