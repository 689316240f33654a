using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class ElementLossesInDouble : ElementLossesTests<double>;

public sealed class ElementLossesInFloat : ElementLossesTests<float>;

/// <summary>
/// The kernels of losses that are sums over elements, against their formulas in double: value and gradient, at every
/// shape and in place.
/// </summary>
public abstract class ElementLossesTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Delta = 0.6, Smoothing = 0.1;

    private delegate double Kernel(int rows, int columns, ReadOnlySpan<T> p, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient);

    [Fact]
    public void Squared_error() => ShouldBe(ElementLosses<T>.SquaredError, (p, t) => ((p - t) * (p - t), 2 * (p - t)));

    [Fact]
    public void Absolute_error() => ShouldBe(ElementLosses<T>.AbsoluteError, (p, t) => (Math.Abs(p - t), Math.Sign(p - t)));

    [Fact]
    public void Huber() => ShouldBe(
        (rows, columns, p, t, weights, gradient) => ElementLosses<T>.Huber(T.CreateChecked(Delta), rows, columns, p, t, weights, gradient),
        (p, t) => Math.Abs(p - t) <= Delta ? ((p - t) * (p - t) / 2, p - t) : (Delta * (Math.Abs(p - t) - Delta / 2), Delta * Math.Sign(p - t)));

    [Fact]
    public void Binary_cross_entropy() => ShouldBe(
        (rows, columns, z, t, weights, gradient) => ElementLosses<T>.BinaryCrossEntropy(T.CreateChecked(Smoothing), rows, columns, z, t, weights, gradient),
        (z, t) =>
        {
            double smoothed = (1 - Smoothing) * t + Smoothing / 2, sigmoid = 1 / (1 + Math.Exp(-z));
            return (-smoothed * Math.Log(sigmoid) - (1 - smoothed) * Math.Log(1 - sigmoid), sigmoid - smoothed);
        });

    private static void ShouldBe(Kernel kernel, Func<double, double, (double Value, double Derivative)> formula)
    {
        foreach (int rows in KernelData.Sizes)
        {
            foreach (int columns in (int[])[1, 2, 3, 7, 16, 17])
            {
                // Every third prediction is its target; the targets are numbers from 0 to 1.
                T[] t = [.. KernelData.Random<T>(rows * columns, seed: 1).Select(T.Abs)];
                T[] p = [.. KernelData.Random<T>(rows * columns, seed: 2, scale: 3).Select((value, k) => k % 3 == 0 ? t[k] : value)];
                T[] weights = [.. KernelData.Random<T>(rows, seed: 3).Select(T.Abs)];
                var gradient = new GuardedSpan<T>(p.Length, shift: rows % 5);
                var inPlace = new GuardedSpan<T>(p.Length, shift: rows % 3);
                p.CopyTo(inPlace.Span);

                double value = kernel(rows, columns, p, t, weights, gradient.Span);
                double valueInPlace = kernel(rows, columns, inPlace.Span, t, weights, inPlace.Span);

                double expected = 0;
                for (int k = 0; k < p.Length; k++)
                {
                    double weight = double.CreateChecked(weights[k % rows]) / columns;
                    (double loss, double derivative) = formula(double.CreateChecked(p[k]), double.CreateChecked(t[k]));
                    expected += weight * loss;
                    KernelData.ShouldBeNear<T>(double.CreateChecked(gradient.Span[k]), weight * derivative, 4 * weight, 4,
                        $"gradient {k} of {rows} x {columns}");
                }

                KernelData.ShouldBeNear<T>(value, expected, 0.01 + expected, 16, $"the loss of {rows} x {columns}");
                valueInPlace.Should().Be(value);
                inPlace.Span.SequenceEqual(gradient.Span).Should().BeTrue();
                gradient.GuardsShouldStand();
                inPlace.GuardsShouldStand();
            }
        }
    }
}
