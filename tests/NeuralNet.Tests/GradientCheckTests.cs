using System.Numerics;

namespace NeuralNet.Tests;

public sealed class GradientCheckInDouble : GradientCheckTests<double>;

public sealed class GradientCheckInFloat : GradientCheckTests<float>;

public abstract class GradientCheckTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Matrix<T> _x = Some.Matrix<T>(6, 3, seed: 5);

    /// <summary>Rows that are distributions: targets that every loss accepts.</summary>
    private static readonly Matrix<T> _distributions = Distributions(6, 4);

    public static TheoryData<string> Layers() => [.. Library.LayerNames];

    public static TheoryData<string> Losses() => [.. Library.LossNames];

    public static TheoryData<string, string> Combinations()
    {
        var data = new TheoryData<string, string>();
        foreach (string layer in Library.LayerNames)
        {
            foreach (string loss in Library.LossNames)
                data.Add(layer, loss);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_is_right_as_first_inner_and_last_layer(string name)
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(3);
        builder.Add(Library.Layer<T>(name, 3)).Dense(4).Add(Library.Layer<T>(name, 4)).Dense(4);
        builder.Add(Library.Layer<T>(name, 4));
        if (builder.CurrentWidth != 4)
            builder.Dense(4);
        Network<T> network = builder.Build(seed: 2);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Every_loss_is_right_behind_every_layer(string layer, string loss)
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(5).Add(Library.Layer<T>(layer, 5)).Dense(4).Build(seed: 2);

        GradientReport report = GradientCheck.Run(network, Library.Loss<T>(loss), _x, _distributions);

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_is_right_with_the_activation_it_includes_and_with_sample_weights(string name)
    {
        Loss<T> loss = Library.Loss<T>(name);
        NetworkBuilder<T> builder = Network.WithInputs<T>(3).Dense(4);
        if (loss.IncludedActivation is { } activation)
            builder.Add(activation);
        var data = new Dataset<T>(_x, _distributions) { SampleWeights = loss.RowWeighting == RowWeighting.Supported ? [1, 2, 0, 0.5, 3, 1] : null };

        GradientReport report = GradientCheck.Run(builder.Build(seed: 2), loss, data);

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_is_right_without_a_network(string name)
    {
        GradientReport report = GradientCheck.OfLoss(Library.Loss<T>(name), Some.Matrix<T>(6, 4), _distributions);

        report.IsCorrect.Should().BeTrue(report.ToString());
        report.Comparisons.Should().ContainSingle().Which.Name.Should().Be("predictions");
    }

    [Fact]
    public void Smoothed_labels_are_right()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(4).Build(seed: 2);

        GradientReport softmax = GradientCheck.Run(network, new SoftmaxCrossEntropy<T>(labelSmoothing: 0.1), _x, _distributions);
        GradientReport sigmoid = GradientCheck.Run(network, new BinaryCrossEntropy<T>(labelSmoothing: 0.1), _x, _distributions);

        softmax.IsCorrect.Should().BeTrue(softmax.ToString());
        sigmoid.IsCorrect.Should().BeTrue(sigmoid.ToString());
    }

    [Fact]
    public void The_report_covers_every_element_of_all_parameters_and_of_the_input_and_puts_them_back()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(5).Tanh().Dense(4).Build(seed: 2);
        byte[] weights = Bits.Of(network);
        byte[] inputs = Bits.Of(_x);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        report.Comparisons.Select(comparison => (comparison.Layer, comparison.Name, comparison.Elements.Count)).Should().Equal(
            (0, "weight", 15), (0, "bias", 5), (2, "weight", 20), (2, "bias", 4), (null, "input", 18));
        Bits.Of(network).Should().Equal(weights);
        Bits.Of(_x).Should().Equal(inputs);
    }

    [Fact]
    public void A_wrong_derivative_of_an_activation_shows_in_what_lies_before_it()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(5).Add(new WrongTanh()).Dense(4).Build(seed: 2);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        report.IsCorrect.Should().BeFalse();
        report.Comparisons.Select(comparison => comparison.LargestError <= report.Tolerance).Should().Equal(false, false, true, true, false);
        report.ToString().Should().Contain("gradients are WRONG").And.Contain("WRONG  layer 0 (Dense 3 -> 5) weight")
            .And.Contain("right  layer 2 (Dense 5 -> 4) bias").And.Contain("WRONG  input");
    }

    [Fact]
    public void A_wrong_gradient_of_one_parameter_is_named_with_its_element_and_both_values()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(2).Tanh().Add(new Shift(2)).Dense(4).Build(seed: 2);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        GradientComparison wrong = report.Comparisons.Single(comparison => !(comparison.LargestError <= report.Tolerance));
        (wrong.Layer, wrong.Name, wrong.Worst.Row, wrong.Worst.Column).Should().Be((2, "shift", 0, 1));
        wrong.Worst.Analytic.Should().BeApproximately(2 * wrong.Worst.Numerical, 0.05 * Math.Abs(wrong.Worst.Numerical));
        report.ToString().Should().Contain("WRONG  layer 2 (Shift) shift 1 x 2").And.Contain("at row 0, column 1 it is");
    }

    [Fact]
    public void A_wrong_gradient_of_a_loss_is_found()
    {
        Loss<T> halved = Loss.ByElement<T>((p, t) => (p - t) * (p - t), (p, t) => p - t);

        GradientReport report = GradientCheck.OfLoss(halved, Some.Matrix<T>(6, 4), _distributions);

        report.IsCorrect.Should().BeFalse();
        report.LargestError.Should().BeApproximately(0.5, 0.01);
        report.ToString().Should().Contain("WRONG  predictions 6 x 4");
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_is_wrong()
    {
        Loss<T> broken = Loss.ByElement<T>((p, t) => (p - t) * (p - t), (_, _) => T.NaN);

        GradientReport report = GradientCheck.OfLoss(broken, Some.Matrix<T>(6, 4), _distributions);

        report.IsCorrect.Should().BeFalse();
        report.LargestError.Should().Be(double.NaN);
    }

    [Fact]
    public void Elements_on_a_kink_of_the_ReLU_are_counted_and_not_judged()
    {
        // All units rest on their kink in both samples, which a weight pushes to different sides: 0 then lies outside
        // the one-sided derivatives.
        Network<T> network = Network.WithInputs<T>(2).Dense(3, Initializer.Zeros).ReLU().Dense(1, Initializer.Constant(1)).Build();
        Matrix<T> x = Matrix<T>.Build.Dense(2, 2, [T.One, -T.One, T.One, -T.One]);
        Matrix<T> y = Matrix<T>.Build.Dense(2, 1, [T.CreateChecked(0.5), T.CreateChecked(-0.25)]);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), x, y);

        report.IsCorrect.Should().BeTrue(report.ToString());
        report.Comparisons.Select(comparison => comparison.Kinks).Should().Equal(6, 3, 0, 0, 0);
        report.ToString().Should().Contain("weight 2 x 3: error 0, 6 on a kink");
    }

    [Fact]
    public void A_kink_near_the_point_does_no_harm()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(5, Initializer.Zeros).ReLU().Dense(4).Build(seed: 2);
        network.Parameters[1].Value.MapInplace(_ => typeof(T) == typeof(float) ? T.CreateChecked(1e-3) : T.CreateChecked(1e-6), Zeros.Include);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        report.IsCorrect.Should().BeTrue(report.ToString());
        report.Comparisons.Single(comparison => (comparison.Layer, comparison.Name) == (0, "bias")).Kinks.Should().Be(0);
    }

    [Fact]
    public void A_wrong_slope_is_not_excused_by_a_kink()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(5).Add(new WrongReLU()).Dense(4).Build(seed: 2);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), _x, _distributions);

        report.IsCorrect.Should().BeFalse();
    }

    private static Matrix<T> Distributions(int rows, int columns)
    {
        Matrix<T> values = Some.Matrix<T>(rows, columns, seed: 8).PointwisePower(T.CreateChecked(2));
        for (int i = 0; i < rows; i++)
            values.SetRow(i, values.Row(i) / values.Row(i).Sum());
        return values;
    }

    private sealed class WrongTanh : Activation<T>
    {
        protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = T.Tanh(x[i]);
        }

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < x.Length; i++)
                dx[i] = dy[i] * (T.One - y[i]);
        }
    }

    private sealed class WrongReLU : Activation<T>
    {
        protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = T.Max(x[i], T.Zero);
        }

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < x.Length; i++)
                dx[i] = x[i] > T.Zero ? dy[i] : dy[i] * T.CreateChecked(0.1);
        }
    }

    /// <summary>Adds a row; doubles the gradient of its last element.</summary>
    private sealed class Shift(int width) : Layer<T>
    {
        private readonly Parameter<T> _shift = new("shift", 1, width);

        public override IReadOnlyList<Parameter<T>> Parameters => [_shift];

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<T> input, Matrix<T> output)
        {
            foreach ((int row, int column, T value) in input.EnumerateIndexed())
                output[row, column] = value + _shift.Value[0, column];
        }

        public override void Backward(LayerPass<T> pass)
        {
            pass.OutputGradient.CopyTo(pass.InputGradient);
            for (int j = 0; j < width; j++)
                pass.ParameterGradients[0][0, j] = pass.OutputGradient.Column(j).Sum() * (j == width - 1 ? T.One + T.One : T.One);
        }

        public override Layer<T> Copy()
        {
            var copy = new Shift(width);
            _shift.Value.CopyTo(copy._shift.Value);
            return copy;
        }
    }
}
