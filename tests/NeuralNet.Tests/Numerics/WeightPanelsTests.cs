using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class WeightPanelsInDouble : WeightPanelsTests<double>;

public sealed class WeightPanelsInFloat : WeightPanelsTests<float>;

public abstract class WeightPanelsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly (int Inputs, int Units)[] _larger = [(784, 300), (300, 75), (75, 10), (1, 1000), (5000, 1), (2048, 17), (33, 4097)];

    [Fact]
    public void A_row_has_the_bits_of_the_naive_chain_and_nothing_is_written_around_the_result()
    {
        T[] values = KernelData.Random<T>(1_000_000, scale: 0.5);
        foreach ((int inputs, int units) in KernelData.Sizes.SelectMany(inputs => KernelData.Sizes.Select(units => (inputs, units))).Concat(_larger))
        {
            int shift = (inputs + units) % 5;
            ReadOnlySpan<T> x = values.AsSpan(shift, inputs), weights = values.AsSpan(7 + shift, inputs * units), biases = values.AsSpan(900 + shift, units);
            var actual = new GuardedSpan<T>(units, shift);
            var expected = new T[units];
            NaiveProduct.Multiply(1, units, inputs, x, weights, biases, expected);

            new WeightPanels<T>(inputs, units, weights, biases).Multiply(x, actual.Span);

            actual.Span.SequenceEqual(expected).Should().BeTrue("{0} inputs, {1} units", inputs, units);
            actual.GuardsShouldStand();
        }
    }

    [Fact]
    public void Panels_that_no_array_can_hold_are_known_beforehand()
    {
        WeightPanels<T>.AreWithinReach(1_000_000, 2000).Should().BeTrue();
        WeightPanels<T>.AreWithinReach(1_000_000, 2147).Should().BeFalse();
    }
}
