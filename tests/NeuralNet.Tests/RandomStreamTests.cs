namespace NeuralNet.Tests;

public sealed class RandomStreamTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Numbers_are_uniform_from_0_to_below_1()
    {
        var random = new RandomStream(1);
        double[] numbers = [.. Enumerable.Range(0, Draws).Select(_ => random.NextDouble())];

        numbers.Should().OnlyContain(number => number >= 0 && number < 1);

        // Chi-squared of 100 classes has mean 99 and deviation 14: five of them.
        ChiSquared([.. numbers.Select(number => (int)(number * 100))], classes: 100).Should().BeInRange(99 - 5 * 14, 99 + 5 * 14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(97)]
    public void Integers_are_uniform_below_their_bound(int bound)
    {
        var random = new RandomStream(2);
        int[] integers = [.. Enumerable.Range(0, Draws).Select(_ => random.NextInteger(bound))];

        integers.Should().OnlyContain(integer => integer >= 0 && integer < bound);
        integers.Distinct().Should().HaveCount(bound);
        double deviation = Math.Sqrt(2.0 * bound);
        ChiSquared(integers, bound).Should().BeInRange(bound - 1 - 5 * deviation, bound - 1 + 5 * deviation);
    }

    [Fact]
    public void A_bound_that_does_not_divide_the_range_gives_no_bias()
    {
        // A remainder of 2^32 by 3 * 2^30 would favour the lower third by two to one.
        var random = new RandomStream(3);
        const int bound = 3 << 29;

        int low = Enumerable.Range(0, Draws).Count(_ => random.NextInteger(bound) < bound / 3);

        ((double)low / Draws).Should().BeApproximately(1.0 / 3, 5 * Math.Sqrt(2.0 / 9 / Draws));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        var random = new RandomStream(4);
        double[] numbers = [.. Enumerable.Range(0, Draws).Select(_ => random.NextNormal())];

        numbers.Average().Should().BeApproximately(0, 5 / Math.Sqrt(Draws));
        numbers.Average(number => number * number).Should().BeApproximately(1, 5 * Math.Sqrt(2.0 / Draws));
        numbers.Average(number => number * number * number).Should().BeApproximately(0, 5 * Math.Sqrt(15.0 / Draws));
        numbers.Average(number => Math.Pow(number, 4)).Should().BeApproximately(3, 5 * Math.Sqrt(96.0 / Draws));
        ((double)numbers.Count(number => Math.Abs(number) > 1.959963985) / Draws).Should().BeApproximately(0.05, 5 * Math.Sqrt(0.05 * 0.95 / Draws));
    }

    [Fact]
    public void Shuffling_gives_every_order_alike_and_keeps_the_items()
    {
        var random = new RandomStream(5);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            string order = new(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        // 24 orders, 1000 each with a deviation of 31.
        counts.Should().HaveCount(24).And.OnlyContain(entry => Math.Abs(entry.Value - 1000) < 5 * 31);
        counts.Keys.Should().OnlyContain(order => string.Concat(order.Order()) == "abcd");
    }

    [Fact]
    public void Neighbouring_seeds_indices_and_uses_give_unrelated_streams()
    {
        double[][] streams = [.. new[]
        {
            new RandomStream(0), new RandomStream(1), new RandomStream(-1), new RandomStream(0, index: 1), new RandomStream(1, index: 1),
            new RandomStream(0, RandomUse.SampleOrder, 0), new RandomStream(0, RandomUse.Layer, 0), new RandomStream(0, RandomUse.Layer, 1),
        }.Select(stream => Enumerable.Range(0, 2000).Select(_ => stream.NextDouble() - 0.5).ToArray())];

        for (int i = 0; i < streams.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // The correlation of independent streams has a deviation of 1 / sqrt(2000).
                double correlation = streams[i].Zip(streams[j], (a, b) => a * b).Average() * 12;
                correlation.Should().BeApproximately(0, 5 / Math.Sqrt(2000), "streams {0} and {1}", i, j);
            }
        }
    }

    [Fact]
    public void A_seed_gives_its_numbers_again()
    {
        var first = new RandomStream(12, index: 34);
        var second = new RandomStream(12, index: 34);

        for (int i = 0; i < 100; i++)
            second.NextDouble().Should().Be(first.NextDouble());
    }

    private static double ChiSquared(int[] values, int classes)
    {
        double expected = (double)values.Length / classes;
        return values.GroupBy(value => value).Sum(group => (group.Count() - expected) * (group.Count() - expected) / expected);
    }
}
