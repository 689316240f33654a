namespace NeuralNet.Tests;

public sealed class ColumnScalerTests
{
    private static readonly Matrix<double> _y = Samples.FromRows<double>([[2, 100], [4, 300], [9, 200]]);

    public static TheoryData<ColumnScaler> Scalers
        => [StandardScaler.Fit(_y), MinMaxScaler.Fit(_y), new StandardScaler([5, 200], [3, 80]), new MinMaxScaler([0, -1], [10, 1000])];

    [Theory]
    [MemberData(nameof(Scalers))]
    public void A_layer_at_the_end_brings_back_what_the_scaler_did_to_the_targets(ColumnScaler scaler)
    {
        var network = new Network<double>(2, [Scaling.Restore<double>(scaler)]);

        Matrix<double> restored = network.Predict(scaler.Transform(_y));

        (restored - _y).InfinityNorm().Should().BeLessThan(1e-12);
        (scaler.Restore(scaler.Transform(_y)) - _y).InfinityNorm().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Given_numbers_scale_as_fitted_ones()
    {
        new StandardScaler([5, 0], [2, 0]).Transform(Samples.FromRows<double>([[9, 7]])).ToRowMajorArray().Should().Equal(2, 0);
        new MinMaxScaler([0, 3], [10, 3]).Transform(Samples.FromRows<double>([[5, 7]])).ToRowMajorArray().Should().Equal(0.5, 0);
        new MinMaxScaler([0, 3], [10, 3]).Restore(Samples.FromRows<double>([[0.5, 7]])).ToRowMajorArray().Should().Equal(5, 3);
        Network.WithInputs<double>(1).MinMaxScale(new MinMaxScaler([-10], [10])).Dense(1).Build().Layers[0]
            .Should().BeOfType<Scaling<double>>().Which.Factors[0, 0].Should().Be(0.05);
    }

    [Fact]
    public void A_scaler_does_not_change_with_the_arrays_it_was_made_of()
    {
        double[] means = [1], deviations = [2];
        var scaler = new StandardScaler(means, deviations);

        means[0] = deviations[0] = 9;

        (scaler.Means[0], scaler.Deviations[0]).Should().Be((1, 2));
    }

    [Fact]
    public void Numbers_that_are_no_scale_are_refused()
    {
        Action[] acts =
        [
            () => _ = new StandardScaler([], []),
            () => _ = new StandardScaler([1], [1, 2]),
            () => _ = new StandardScaler([double.NaN], [1]),
            () => _ = new StandardScaler([1], [-1]),
            () => _ = new MinMaxScaler([1, 1], [2, double.PositiveInfinity]),
            () => _ = new MinMaxScaler([1, 3], [2, 2]),
            () => _ = new MinMaxScaler([-1e308], [1e308]),
            () => Scaling.Restore<double>(new MinMaxScaler([1], [1])),
            () => Scaling.Restore<float>(new MinMaxScaler([1e-300], [2e-300])),
            () => new StandardScaler([1], [1]).Transform(Matrix<double>.Build.Dense(1, 2)),
        ];
        string[] messages =
        [
            "'means' is empty*", "'deviations' has 2 values, but there are 1 columns.*", "'means'[0] is NaN*", "'deviations'[0] is -1, but a deviation is "
                + "at least 0.*",
            "'highest'[1] is *", "Column 1 runs from 3 to 2*", "Column 0 runs from -1E+308 to 1E+308*", "Column 0 of the data that 'scaler' was fitted to "
                + "is 1 throughout*",
            "Column 0 of the data that 'scaler' was fitted to has the range *", "The scaler was fitted to 1 columns, but 'x' has 2*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
