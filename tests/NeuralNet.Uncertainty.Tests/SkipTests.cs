namespace NeuralNet.Uncertainty.Tests;

public sealed class SkipTests
{
    private static readonly Matrix<double> _x = Sets.Normal(50, 3, seed: 1);

    [Fact]
    public void Outputs_are_those_of_the_network_plus_those_of_the_linear_path()
    {
        Network<double> network = Network.WithInputs<double>(3).Skip(hidden => hidden.Dense(5).Tanh()).Dense(2).Build(seed: 1);
        IReadOnlyList<Parameter<double>> parameters = network.Parameters;
        (Matrix<double> u, Matrix<double> a) = (parameters[0].Value, parameters[1].Value);
        (Matrix<double> v, Matrix<double> b) = (parameters[2].Value, parameters[3].Value);

        // y = tanh(x U + a) V + x W + b, where W are the last rows of the last weights.
        Matrix<double> hidden = (_x * u + Ones(50) * a).PointwiseTanh();
        Matrix<double> expected = hidden * v.SubMatrix(0, 5, 0, 2) + _x * v.SubMatrix(5, 3, 0, 2) + Ones(50) * b;

        (network.Predict(_x) - expected).Enumerate().Max(Math.Abs).Should().BeLessThan(1e-14);
        network.ToString().Should().Contain("Dense 3 -> 5 (3 past)").And.Contain("Tanh (3 past)");
    }

    [Fact]
    public void What_is_linear_far_outside_the_samples_stays_so()
    {
        // Every hidden unit is at its end far outside, so the derivative is that of the linear path.
        Network<double> network = Network.WithInputs<double>(3).Skip(hidden => hidden.Dense(8).Tanh()).Dense(1).Build(seed: 2);
        Matrix<double> weights = network.Parameters[2].Value;

        Matrix<double> jacobian = network.Jacobian([1e6, -2e6, 3e6]);

        for (int j = 0; j < 3; j++)
            jacobian[0, j].Should().BeApproximately(weights[8 + j, 0], 1e-12);
    }

    [Fact]
    public void A_straight_line_with_a_bend_is_learned()
    {
        Matrix<double> y = Matrix<double>.Build.Dense(50, 1, (i, _) => 3 * _x[i, 0] - 2 * _x[i, 1] + Math.Abs(_x[i, 2]));
        Network<double> network = Network.WithInputs<double>(3).Skip(hidden => hidden.Dense(6).Tanh()).Dense(1).Build(seed: 3);
        var options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 100 };

        new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_x, y);

        (network.Predict(_x) - y).Enumerate().Average(error => error * error).Should().BeLessThan(1e-2);
    }

    [Fact]
    public void Numbers_of_columns_that_cannot_be_are_refused()
    {
        FluentActions.Invoking(() => new Skip<double>(new Tanh<double>(), 3, 4, 1)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("'taken' is 4, but 1 to 3 columns were expected*");
        FluentActions.Invoking(() => new Skip<double>(new Tanh<double>(), 3, 3, 0)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("'past' is 0*");
        FluentActions.Invoking(() => new Skip<double>(new Dense<double>(2, 1), 3, 3, 1)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Network.WithInputs<double>(3).Skip(hidden => hidden)).Should().Throw<InvalidOperationException>();
    }

    private static Matrix<double> Ones(int rows) => Matrix<double>.Build.Dense(rows, 1, 1);
}
