using System.Numerics;

namespace NeuralNet.Uncertainty;

/// <summary>log(1 + exp(x)) as max(0, x) + log(1 + exp(-|x|)), and its derivative, the sigmoid.</summary>
internal static class Softplus
{
    public static T Value<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.Max(T.Zero, x) + T.LogP1(T.Exp(-T.Abs(x)));

    public static T Derivative<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return (x < T.Zero ? e : T.One) / (T.One + e);
    }
}
