namespace NeuralNet.Tests;

public sealed class MinMaxScalerTests
{
    private static readonly Matrix<double> _x = Samples.FromRows<double>([[2, -1, 5], [4, 0, 5], [10, 1, 5]]);

    [Fact]
    public void Columns_run_from_0_to_1_and_a_constant_one_becomes_0()
    {
        var scaler = MinMaxScaler.Fit(_x);

        scaler.Lowest.Should().Equal(2, -1, 5);
        scaler.Highest.Should().Equal(10, 1, 5);
        scaler.Transform(_x).ToRowMajorArray().Should().Equal(0, 0, 0, 0.25, 0.5, 0, 1, 1, 0);
    }

    [Fact]
    public void Other_data_are_scaled_by_the_range_of_the_fitted_data()
        => MinMaxScaler.Fit(_x).Transform(Samples.FromRows<double>([[18, -3, 7]])).ToRowMajorArray().Should().Equal(2, -1, 0);

    [Fact]
    public void Restoring_undoes_scaling()
    {
        var scaler = MinMaxScaler.Fit(_x);

        scaler.Restore(scaler.Transform(_x)).ToRowMajorArray().Should().Equal(_x.ToRowMajorArray());
    }

    [Fact]
    public void It_is_the_scaling_that_a_network_does_as_its_first_layer()
    {
        Matrix<double> scaled = _x * 0;
        Scaling.MinMax(_x).Forward(_x, scaled);

        (scaled - MinMaxScaler.Fit(_x).Transform(_x)).Enumerate().Max(Math.Abs).Should().BeLessThan(1e-16);
    }

    [Fact]
    public void What_cannot_be_scaled_is_named()
    {
        Action[] acts =
        [
            () => MinMaxScaler.Fit(Matrix<double>.Build.Dense(0, 2)),
            () => MinMaxScaler.Fit(Samples.FromRows<double>([[1], [double.NaN]])),
            () => MinMaxScaler.Fit(Samples.FromRows<double>([[0, double.MaxValue], [0, double.MinValue]])),
            () => MinMaxScaler.Fit(_x).Transform(Samples.FromRows<double>([[1]])),
        ];
        string[] messages = ["'x' has no rows*", "'x' holds NaN at row 1, column 0*", "Column 1 of 'x' runs from -1.79769E+308 to *",
            "*fitted to 3 columns, but 'x' has 1 (1 x 1)*"];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
