namespace NeuralNet.Tests;

public sealed class GradientClippingTests
{
    private static readonly Dataset<double> _data = new(Some.Matrix<double>(6, 2).Multiply(100), Some.Matrix<double>(6, 2, seed: 4));

    [Fact]
    public void Clipping_by_norm_scales_all_gradients_together()
    {
        IReadOnlyList<Matrix<double>> full = Gradients.Of(NewNetwork(), new MeanSquaredError<double>(), _data);
        double norm = Norm(full);

        IReadOnlyList<Matrix<double>> clipped = Clipped(GradientClipping.ByNorm(2));

        norm.Should().BeGreaterThan(100);
        Norm(clipped).Should().BeApproximately(2, 1e-12);
        for (int i = 0; i < full.Count; i++)
            (clipped[i] - full[i].Multiply(2 / norm)).L2Norm().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Gradients_within_the_norm_are_left_alone_to_the_bit()
    {
        IReadOnlyList<Matrix<double>> full = Gradients.Of(NewNetwork(), new MeanSquaredError<double>(), _data);

        IReadOnlyList<Matrix<double>> clipped = Clipped(GradientClipping.ByNorm(1e9));

        clipped.SelectMany(Bits.Of).Should().Equal(full.SelectMany(Bits.Of));
    }

    [Fact]
    public void Clipping_by_value_clamps_each_element()
    {
        IReadOnlyList<Matrix<double>> full = Gradients.Of(NewNetwork(), new MeanSquaredError<double>(), _data);

        IReadOnlyList<Matrix<double>> clipped = Clipped(GradientClipping.ByValue(100));

        clipped.SelectMany(gradient => gradient.Enumerate())
            .Zip(full.SelectMany(gradient => gradient.Enumerate()), (actual, value) => Math.Abs(actual - Math.Clamp(value, -100, 100))).Max().Should()
            .BeLessThan(1e-12);
        full.SelectMany(gradient => gradient.Enumerate()).Should().Contain(value => Math.Abs(value) > 100).And.Contain(value => Math.Abs(value) < 100);
    }

    [Fact]
    public void A_norm_whose_square_overflows_is_clipped_like_any_other()
    {
        // Each gradient is near 1e200: finite, while the sum of their squares is not.
        Network<double> network = NewNetwork();
        var data = new Dataset<double>(_data.X.Multiply(1e198), _data.Y);
        Loss<double> linear = Loss.ByElement<double>((p, _) => p * 1e-200, (_, _) => 1);

        TrainingResult result = new Trainer<double>(network, linear, new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 1 },
            Clipping = GradientClipping.ByNorm(1),
            Epochs = 1,
        }).Fit(data);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        Norm([.. NewNetwork().Parameters.Zip(network.Parameters, (before, after) => before.Value - after.Value)]).Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void A_norm_in_float_whose_square_overflows_is_clipped_like_any_other()
    {
        // Gradients near 1e30; a float's square of that is infinite.
        Network<float> network = Network.WithInputs<float>(2).Dense(2).Build(seed: 1);
        Matrix<float>[] before = [.. network.Parameters.Select(parameter => parameter.Value.Clone())];
        Dataset<float> data = Some.Regression<float>(samples: 4, outputs: 2);
        Loss<float> linear = Loss.ByElement<float>((p, _) => p * 1e-30f, (_, _) => 1e30f);

        TrainingResult result = new Trainer<float>(network, linear, new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 1 },
            Clipping = GradientClipping.ByNorm(1),
            Epochs = 1,
        }).Fit(data);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        double squares = before.Zip(network.Parameters, (old, parameter) => (old - parameter.Value).Enumerate().Sum(value => (double)value * value)).Sum();
        Math.Sqrt(squares).Should().BeApproximately(1, 1e-5);
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(2).Build(seed: 1);

    private static IReadOnlyList<Matrix<double>> Clipped(GradientClipping clipping)
        => Gradients.Of(NewNetwork(), new MeanSquaredError<double>(), _data, new TrainingOptions { Clipping = clipping });

    private static double Norm(IReadOnlyList<Matrix<double>> gradients)
        => Math.Sqrt(gradients.Sum(gradient => gradient.Enumerate().Sum(value => value * value)));
}
