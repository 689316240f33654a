using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ActivationValuesInDouble : ActivationValueTests<double>;

public sealed class ActivationValuesInFloat : ActivationValueTests<float>;

/// <summary>
/// Activations and their derivatives at inputs from the smallest to the largest, on both sides of 0, against values
/// computed in 60 digits.
/// </summary>
public abstract class ActivationValueTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Values _fixture = Fixture.Read<Values>("activations");

    public static TheoryData<string> Names => [.. _fixture.Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_exact_from_the_smallest_to_the_largest_inputs(string name)
    {
        int[] inputs = Resolved();
        Matrix<T> x = Row(inputs.Select(j => _fixture.X[j]));

        Matrix<T> y = Output(Activation(name), x);

        for (int j = 0; j < inputs.Length; j++)
            Assert(y[0, j], _fixture.Functions[name].Y[inputs[j]], _fixture.Tolerance.Absolute, $"{name} of {_fixture.X[inputs[j]]:R}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_are_exact_from_the_smallest_to_the_largest_inputs(string name)
    {
        int[] inputs = Resolved();
        Matrix<T> x = Row(inputs.Select(j => _fixture.X[j]));

        Matrix<T> derivative = Derivative(Activation(name), x);

        for (int j = 0; j < inputs.Length; j++)
        {
            double expected = _fixture.Functions[name].Derivative[inputs[j]];
            Assert(derivative[0, j], expected, _fixture.Tolerance.DerivativesAbsolute, $"derivative of {name} at {_fixture.X[inputs[j]]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_stays_NaN_and_infinities_reach_their_limits(string name)
    {
        Matrix<T> x = Row(_fixture.NonFinite.X);
        Function expected = _fixture.NonFinite.Functions[name];

        Matrix<T> y = Output(Activation(name), x);

        y.Enumerate().Should().Equal(expected.Y.Select(T.CreateChecked), Same);
        Derivative(Activation(name), x).Enumerate().Skip(1).Should().Equal(expected.Derivative.Select(T.CreateChecked), Same);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_range_of_outputs_is_what_the_layer_says(string name)
    {
        Layer<T> layer = Activation(name);
        double[] outputs = _fixture.Functions[name].Y;

        double slack = Math.Abs(layer.OutputRange.Lowest) * 1e-15;
        outputs.Min().Should().BeGreaterThanOrEqualTo(layer.OutputRange.Lowest - slack).And.BeLessThanOrEqualTo(layer.OutputRange.Lowest + 0.03);
        outputs.Max().Should().BeLessThanOrEqualTo(layer.OutputRange.Highest);
    }

    private static Layer<T> Activation(string name) => name switch
    {
        "Elu" => new Elu<T>(),
        "Elu 0.25" => new Elu<T>(0.25),
        "Selu" => new Selu<T>(),
        "Softplus" => new Softplus<T>(),
        "SiLU" => new SiLU<T>(),
        "HardSigmoid" => new HardSigmoid<T>(),
        "Clip 0 6" => new Clip<T>(0, 6),
        "Gelu" => new Gelu<T>(),
        "Gelu tanh" => new Gelu<T>(GeluForm.Tanh),
        _ => throw new InvalidDataException(name),
    };

    /// <summary>The inputs that the precision holds to the bit.</summary>
    private static int[] Resolved()
        => [.. Enumerable.Range(0, _fixture.X.Length).Where(j => double.CreateChecked(T.CreateChecked(_fixture.X[j])) == _fixture.X[j])];

    private static Matrix<T> Row(IEnumerable<double> x) => Matrix<T>.Build.DenseOfRows([x.Select(T.CreateChecked)]);

    private static Matrix<T> Output(Layer<T> layer, Matrix<T> x)
    {
        Matrix<T> y = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount);
        layer.Forward(x, y);
        return y;
    }

    private static Matrix<T> Derivative(Layer<T> layer, Matrix<T> x)
    {
        Matrix<T> dx = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount);
        layer.Backward(new LayerPass<T>(x, Output(layer, x), Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount, T.One), dx, [], workers: null));
        return dx;
    }

    private static bool Same(T actual, T expected) => T.Abs(actual - expected) <= T.Abs(expected) * T.CreateChecked(4e-7) || actual.Equals(expected);

    private static void Assert(T actual, double expected, double absolute, string because)
    {
        // In float the unit in the last place is 2^29 times as large, and results below the normal range lose digits.
        bool isDouble = typeof(T) == typeof(double);
        double relative = isDouble ? _fixture.Tolerance.Relative : Math.ScaleB(_fixture.Tolerance.Relative, 29);
        double smallest = isDouble ? absolute : Math.Max(Math.ScaleB(absolute, 29), Math.ScaleB(1, -126));
        double.CreateChecked(actual).Should().BeApproximately(expected, relative * Math.Abs(expected) + smallest, because);
    }

    private sealed record Values(Tolerances Tolerance, double[] X, Dictionary<string, Function> Functions, NonFiniteValues NonFinite);

    private sealed record Tolerances(double Relative, double Absolute, double DerivativesAbsolute);

    private sealed record Function(string? Formula, double[] Y, double[] Derivative);

    private sealed record NonFiniteValues(double[] X, Dictionary<string, Function> Functions);
}
