namespace NeuralNet.Uncertainty.Tests;

public sealed class MishTests
{
    /// <summary>x, x tanh(log(1 + exp(x))) and its derivative, computed in 60 digits with mpmath 1.3.</summary>
    private static readonly (double X, double Y, double Derivative)[] _exact =
    [
        (-40.0, -1.6993417021166355e-16, -1.6568581595637197e-16), (-5.0, -0.033576237730161704, -0.026747498019901932),
        (-1.25, -0.3084139611415277, -0.01469756247301954), (-0.5, -0.22074377465173, 0.2895106779135122), (-1e-09, -5.9999999968e-10, 0.59999999936),
        (0.0, 0.0, 0.6), (1e-09, 6.0000000032e-10, 0.60000000064), (0.75, 0.6100183352182934, 0.985758355716688), (3.0, 2.9865350049679575, 1.0211069109294437),
        (30.0, 30.0, 1.0), (700.0, 700.0, 1.0), (-1e300, 0.0, 0.0), (1e300, 1e300, 1.0),
    ];

    [Fact]
    public void Values_and_derivatives_are_exact_to_a_few_units_in_the_last_place()
    {
        Network<double> network = Network.WithInputs<double>(1).Mish().Build();

        foreach ((double x, double y, double derivative) in _exact)
        {
            network.Predict([x])[0].Should().BeApproximately(y, 4e-15 * Math.Abs(y));
            network.Jacobian([x])[0, 0].Should().BeApproximately(derivative, 1e-15 * Math.Max(1, Math.Abs(derivative)));
        }
    }

    [Fact]
    public void Outputs_are_the_same_in_float_up_to_its_precision_and_never_below_the_range()
    {
        Network<float> network = Network.WithInputs<float>(1).Mish().Build();
        OutputRange range = new Mish<float>().OutputRange;

        for (float x = -100; x < 100; x += 0.01f)
        {
            float y = network.Predict([x])[0];
            y.Should().BeGreaterThanOrEqualTo((float)range.Lowest);
            double expected = x * Math.Tanh(Math.Log(1 + Math.Exp(x)));
            ((double)y).Should().BeApproximately(expected, 1e-6 * Math.Max(0.1, Math.Abs(expected)));
        }
    }
}
