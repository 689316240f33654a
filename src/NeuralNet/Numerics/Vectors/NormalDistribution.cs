using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// The tail P(-|x|) of the standard normal distribution to full relative precision. With a = |x| it is exp(-a^2 / 2)
/// R(a) where R, half a scaled complementary error function, falls from 1/2 like 1/a: (1 + a) R(a) is nearly constant,
/// and a polynomial in t = (a - 5.25) / (a + 5.25) gives it (the map of Shepherd and Laframboise, "Chebyshev
/// approximation of (1 + 2x) exp(x^2) erfc x in 0 to infinity", 1981). The coefficients are those of the Chebyshev
/// series computed in 60 digits, of degree 24 within 3e-17 in double and of degree 12 within 4e-9 in float, relative.
/// </summary>
internal static class NormalDistribution<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Middle = 5.25;
    private const double DensityAtZero = 0.39894228040143268;

    /// <summary>x, cut where the density has become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Bounded(V x) => VectorMath<V, T>.Clamp(x, typeof(T) == typeof(float) ? 15 : 39);

    /// <summary>P(-|x|) and the density exp(-x^2 / 2) / sqrt(2 pi) of a bounded x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tail(V x, out V density)
    {
        V a = V.Abs(x);
        V square = a * a;
        V lost = V.MultiplyAdd(a, a, -square);
        V minusHalf = VectorMath<V, T>.Constant(-0.5);
        V e = VectorMath<V, T>.Exp(minusHalf * square);

        // The square's rounding error is an error of the exponent, up to 1e-13 of the result.
        e = V.MultiplyAdd(e, minusHalf * lost, e);
        density = e * VectorMath<V, T>.Constant(DensityAtZero);
        V middle = VectorMath<V, T>.Constant(Middle);
        V t = (a - middle) / (a + middle);
        return e * (Series(t) / (V.Broadcast(T.One) + a));
    }

    /// <summary>(1 + a) R(a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Series(V t)
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            p = VectorMath<V, T>.Constant(4.474960568908011E-06);
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-6.825090298351272E-05));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.0001223149611816414));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.00046131114717748044));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.00290873139281957));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.008445967175888743));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.016896305527469787));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.02464209038823122));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.0239802610137061));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.005958732895079733));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.03382820582320667));
            p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.08996871202814352));
            return V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.4593014426006601));
        }

        p = VectorMath<V, T>.Constant(1.514546777273853E-10);
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(1.7235807124151163E-11));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-1.8383396632295088E-09));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-2.429427347163982E-10));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(1.3549221413318518E-08));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(6.833081060154552E-10));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-8.763979488005524E-08));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(2.350288836801429E-08));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(5.621111672135771E-07));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-5.542778075842629E-07));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-3.403388416769475E-06));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(8.233232696094561E-06));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(1.307426341139439E-05));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-9.162712204015608E-05));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.0001118280652118321));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.0004891760068929229));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.0029020032448600183));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.008429645204301922));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.01689857619654648));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.024646782627424764));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.023979891586928745));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.005958151992661844));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.03382818312580591));
        p = V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(-0.08996869142390301));
        return V.MultiplyAdd(p, t, VectorMath<V, T>.Constant(0.45930144282933044));
    }
}
