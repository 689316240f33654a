using System.Numerics;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Mish: y = x tanh(log(1 + exp(x))), a smooth ReLU that dips below 0; outputs lie above -0.3089.
/// </summary>
/// <remarks>
/// Misra, 2019. Computed from e = exp(-|x|), so it neither overflows nor loses its small values: tanh(log(1 + exp(x)))
/// is (1 + 2e) / (1 + 2e + 2 e^2) for positive x and n / (n + 2) with n = e (e + 2) for others.
/// </remarks>
public sealed class Mish<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Mish";

    private const double Lowest = -0.3088434130172505;

    // exp(-|x|) is 0 from here on in either precision, and infinity times 0 has no value.
    private static readonly T _largest = T.CreateTruncating(1000);

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(Lowest, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Description Describe() => new(Kind);

    /// <inheritdoc/>
    public override string ToString() => nameof(Mish<>);

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        T two = T.One + T.One;
        for (int i = 0; i < x.Length; i++)
        {
            T e = T.Exp(-T.Abs(x[i]));
            if (x[i] > T.Zero)
            {
                T a = T.One + two * e;
                y[i] = x[i] * (a / (a + two * e * e));
            }
            else
            {
                T n = e * (e + two);
                y[i] = T.Max(x[i], -_largest) * (n / (n + two));
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>dy/dx = t + x s (1 - t^2) with t = tanh(log(1 + exp(x))) and the sigmoid s of x.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        T two = T.One + T.One;
        for (int i = 0; i < x.Length; i++)
        {
            T z = T.Clamp(x[i], -_largest, _largest);
            T e = T.Exp(-T.Abs(z));
            T t, rest, s;
            if (z > T.Zero)
            {
                T a = T.One + two * e, b = two * e * e;
                (t, rest, s) = (a / (a + b), b / (a + b), T.One / (T.One + e));
            }
            else
            {
                T n = e * (e + two);
                (t, rest, s) = (n / (n + two), two / (n + two), e / (T.One + e));
            }

            dx[i] = dy[i] * (t + z * s * rest * (T.One + t));
        }
    }
}
