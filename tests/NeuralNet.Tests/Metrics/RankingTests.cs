namespace NeuralNet.Tests;

public sealed class RankingTests
{
    [Fact]
    public void The_area_is_that_of_scikit_learn_s_user_guide()
        => Metrics.AreaUnderRoc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Should().Be(0.75);

    [Theory]
    [InlineData(new double[] { 1, 1, 2, 0 }, new[] { 1, 0, 1, 0 }, 0.875)]
    [InlineData(new double[] { 5, 5, 5, 5 }, new[] { 1, 0, 1, 0 }, 0.5)]
    [InlineData(new double[] { 3, 2, 1, 0 }, new[] { 0, 0, 1, 1 }, 0)]
    [InlineData(new[] { double.NegativeInfinity, double.PositiveInfinity }, new[] { 0, 1 }, 1)]
    public void Equal_scores_count_one_half(double[] scores, int[] labels, double area)
        => Metrics.AreaUnderRoc(scores, labels).Should().Be(area);

    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order()
    {
        var random = new RandomStream(seed: 5);
        double[] scores = [.. Enumerable.Range(0, 301).Select(_ => (double)random.NextInteger(40))];
        int[] labels = [.. scores.Select(score => random.NextInteger(60) < score ? 1 : 0)];
        double[] yes = [.. scores.Where((_, i) => labels[i] == 1)], no = [.. scores.Where((_, i) => labels[i] == 0)];

        double pairs = yes.Sum(y => no.Sum(n => y > n ? 1 : y == n ? 0.5 : 0));

        Metrics.AreaUnderRoc(scores, labels).Should().BeApproximately(pairs / yes.Length / no.Length, 1e-14);
    }

    [Fact]
    public void Classes_are_compared_each_with_the_rest_and_averaged()
    {
        // Class 0: 3 of 4 pairs in the right order; class 1: 1 of 3; class 2: all.
        Matrix<double> predictions = Samples.FromRows<double>([[0.1, 0.8, 0.1], [0.3, 0.4, 0.3], [0.35, 0.5, 0.15], [0, 0.2, 0.8]]);

        Metrics.AreaUnderRoc(predictions, Labels.ToOneHot<double>([0, 1, 0, 2], 3)).Should().BeApproximately((3 / 4.0 + 1 / 3.0 + 1) / 3, 1e-15);
    }

    [Fact]
    public void Minus_one_and_plus_one_are_no_and_yes()
        => Metrics.AreaUnderRoc(Samples.FromRows<float>([[0.1f], [0.4f], [0.35f], [0.8f]]), Samples.FromRows<float>([[-1], [-1], [1], [1]])).Should().Be(0.75);

    [Fact]
    public void What_has_no_area_is_refused()
    {
        Matrix<double> one = Matrix<double>.Build.Dense(3, 1, 0.5);
        Action[] acts =
        [
            () => Metrics.AreaUnderRoc([1, 2], [1, 1]),
            () => Metrics.AreaUnderRoc([1, 2], [0, 0]),
            () => Metrics.AreaUnderRoc([1, 2], [0]),
            () => Metrics.AreaUnderRoc([1, double.NaN], [0, 1]),
            () => Metrics.AreaUnderRoc([1, 2], [0, 2]),
            () => Metrics.AreaUnderRoc([], []),
            () => Metrics.AreaUnderRoc(one, one),
            () => Metrics.AreaUnderRoc(one, one * 2),
            () => Metrics.AreaUnderRoc(one, one * double.NaN),
        ];
        string[] messages =
        [
            "'labels' holds only samples that say yes*", "'labels' holds no samples that say yes*", "'scores' has 2 values, but 'labels' has "
                + "1.*", "'scores'[1] is NaN*",
            "'labels'[1] is 2*", "'labels' holds no samples*", "'targets' holds other values than 0 and 1*", "Column 0 of 'targets' holds only samples that "
                + "say yes*", "'targets' holds NaN at row 0*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Theory]
    [InlineData(0.1, 7)]
    [InlineData(1.1, 13)]
    [InlineData(1e-300, 3)]
    [InlineData(-7e200, 11)]
    public void R_squared_of_constant_targets_is_0_unless_they_are_met_exactly(double constant, int samples)
    {
        Matrix<double> targets = Matrix<double>.Build.Dense(samples, 1, constant);
        Matrix<double> near = targets.Clone();
        near[samples - 1, 0] *= 1.001;

        Metrics.RSquared(near, targets).Should().Be(0);
        Metrics.RSquared(targets, targets).Should().Be(1);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void R_squared_does_not_depend_on_the_unit(double unit)
    {
        Matrix<double> targets = Samples.FromRows<double>([[3], [-0.5], [2], [7]]);
        Matrix<double> predictions = Samples.FromRows<double>([[2.5], [0], [2], [8]]);

        // The value of scikit-learn's user guide.
        Metrics.RSquared(predictions * unit, targets * unit).Should().BeApproximately(0.9486081370449679, 1e-15);
    }

    [Fact]
    public void Scores_of_what_is_no_number_are_refused()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(2, 1, 1);
        Matrix<double> bad = Samples.FromRows<double>([[1], [double.NaN]]);
        Action[] acts = [() => Metrics.RSquared(bad, x), () => Metrics.MeanAbsoluteError(x, bad), () => Metrics.MeanSquaredError(bad, x)];

        foreach (Action act in acts)
            act.Should().Throw<ArgumentException>().WithMessage("'*' holds NaN at row 1, column 0. No score can be given.*");
    }
}
