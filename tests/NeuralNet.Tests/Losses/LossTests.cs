namespace NeuralNet.Tests;

/// <summary>Losses that no fixture covers, beside values worked out by hand.</summary>
public sealed class LossTests
{
    private static readonly double[] _halves = [0.5, 0.5];

    [Fact]
    public void The_Huber_loss_is_quadratic_within_delta_and_linear_beyond()
    {
        // d = 0.5, -2, 3, 0 with delta 1: 0.125, 1.5, 2.5, 0.
        Matrix<double> gradient = Matrix<double>.Build.Dense(2, 2);

        double loss = new Huber<double>(1).Evaluate(Samples.FromRows<double>([[0.5, -2], [3, 0]]), Matrix<double>.Build.Dense(2, 2), _halves, gradient);

        loss.Should().BeApproximately((0.125 + 1.5 + 2.5) / 4, 1e-15);
        gradient.Should().BeEquivalentTo(Samples.FromRows<double>([[0.125, -0.25], [0.25, 0]]));
    }

    [Fact]
    public void The_mean_absolute_error_has_the_signs_as_gradient_and_0_where_it_is_exact()
    {
        Matrix<double> gradient = Matrix<double>.Build.Dense(2, 2);

        double loss = new MeanAbsoluteError<double>()
            .Evaluate(Samples.FromRows<double>([[0.5, -2], [3, 0]]), Matrix<double>.Build.Dense(2, 2), _halves, gradient);

        loss.Should().BeApproximately(5.5 / 4, 1e-15);
        gradient.Should().BeEquivalentTo(Samples.FromRows<double>([[0.25, -0.25], [0.25, 0]]));
    }

    [Theory]
    [InlineData(0, 1, 0.69314718055994531)]
    [InlineData(2, 1, 0.12692801104297250)]
    [InlineData(2, 0, 2.12692801104297250)]
    [InlineData(1000, 1, 0)]
    [InlineData(1000, 0, 1000)]
    [InlineData(-1000, 1, 1000)]
    [InlineData(-1e308, 0, 0)]
    [InlineData(1e308, 0, 1e308)]
    [InlineData(-40, 0, 4.248354255291589e-18)]
    public void Binary_cross_entropy_is_exact_for_logits_of_any_size(double logit, double target, double expected)
    {
        Matrix<double> gradient = Matrix<double>.Build.Dense(1, 1);

        double loss = new BinaryCrossEntropy<double>()
            .Evaluate(Matrix<double>.Build.Dense(1, 1, logit), Matrix<double>.Build.Dense(1, 1, target), [1], gradient);

        loss.Should().BeApproximately(expected, 4e-15 * expected);
        gradient[0, 0].Should().BeApproximately((logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit))) - target, 1e-15);
    }

    [Fact]
    public void A_network_ending_in_softmax_and_one_ending_in_logits_train_alike()
        => AssertTrainAlike(new SoftmaxCrossEntropy<double>(), builder => builder.Dense(3), builder => builder.Dense(3).Softmax());

    [Fact]
    public void A_network_ending_in_a_sigmoid_and_one_ending_in_logits_train_alike()
        => AssertTrainAlike(new BinaryCrossEntropy<double>(), builder => builder.Dense(3), builder => builder.Dense(3).Sigmoid());

    [Fact]
    public void A_loss_by_element_and_one_from_a_function_are_the_library_s_own_when_their_formulas_are()
    {
        Dataset<double> data = Some.Regression<double>(samples: 9, outputs: 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(2).Build(seed: 1);
        Loss<double> byElement = Loss.ByElement<double>((p, t) => (p - t) * (p - t), (p, t) => 2 * (p - t));
        Loss<double> fromFunction = Loss.FromFunction<double>((p, t) =>
            ((p - t).PointwisePower(2).Enumerate().Average(), (p - t) * (2.0 / (p.RowCount * p.ColumnCount))));
        Loss<double> numerical = Loss.Numerical<double>((p, t) => (p - t).PointwisePower(2).Enumerate().Average());

        IReadOnlyList<Matrix<double>> expected = Gradients.Of(network, new MeanSquaredError<double>(), data);

        Difference(Gradients.Of(network, byElement, data), expected).Should().BeLessThan(1e-14);
        Difference(Gradients.Of(network, fromFunction, data), expected).Should().BeLessThan(1e-14);
        Difference(Gradients.Of(network, numerical, data), expected).Should().BeLessThan(1e-9);
    }

    private static void AssertTrainAlike(Loss<double> loss, Action<NetworkBuilder<double>> logits, Action<NetworkBuilder<double>> probabilities)
    {
        Dataset<double> data = Some.Classification<double>(samples: 20);
        NetworkBuilder<double> first = Network.WithInputs<double>(2);
        NetworkBuilder<double> second = Network.WithInputs<double>(2);
        logits(first);
        probabilities(second);
        Network<double> one = first.Build(seed: 1);
        Network<double> other = second.Build(seed: 1);

        TrainingResult ofOne = new Trainer<double>(one, loss, new TrainingOptions { Epochs = 5 }).Fit(data);
        TrainingResult ofOther = new Trainer<double>(other, loss, new TrainingOptions { Epochs = 5 }).Fit(data);

        ofOther.History.Should().Equal(ofOne.History);
        Bits.Of(other).Should().Equal(Bits.Of(one));
        other.Classify(data.X).Should().Equal(one.Classify(data.X));
    }

    private static double Difference(IReadOnlyList<Matrix<double>> actual, IReadOnlyList<Matrix<double>> expected)
        => actual.Zip(expected, (a, e) => (a - e).Enumerate().Max(Math.Abs)).Max();
}
