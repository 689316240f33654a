using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ActivationReferenceInDouble : ActivationReferenceTests<double>;

public sealed class ActivationReferenceInFloat : ActivationReferenceTests<float>;

/// <summary>Activations, their derivatives and the softmax at ordinary, extreme and non-finite inputs.</summary>
public abstract class ActivationReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly ActivationFixture _fixture = Fixture.Read<ActivationFixture>("activations-losses");

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void Activations_are_exact_from_the_smallest_to_the_largest_inputs(string name)
    {
        ElementwiseValues values = _fixture.Elementwise;
        Matrix<T> x = values.X.To<T>();

        Matrix<T> y = Apply(Activation(name), x);

        _fixture.Tolerance.Values.Assert(y, values.Of(name), name);
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void Derivatives_are_exact_from_the_smallest_to_the_largest_inputs(string name)
    {
        ElementwiseValues values = _fixture.Elementwise;
        Matrix<T> x = values.X.To<T>();

        Matrix<T> derivative = Differentiate(Activation(name), x, Matrix<T>.Build.Dense(1, x.ColumnCount, T.One));

        // An input that is too small for the precision is 0 there.
        int[] resolved = [.. Enumerable.Range(0, x.ColumnCount).Where(j => x[0, j] != T.Zero || values.X.Data[j] == 0)];
        FixtureMatrix expected = values.Of(name + "Derivative");
        foreach (int j in resolved)
            _fixture.Tolerance.Derivatives.Assert<T>(double.CreateChecked(derivative[0, j]), expected.Data[j], $"{name} at {values.X.Data[j]}");
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void NaN_stays_NaN_and_infinities_reach_their_limits(string name)
    {
        NonFiniteValues values = _fixture.NonFinite;

        Matrix<T> y = Apply(Activation(name), values.X.To<T>());

        y.Enumerate().Select(double.CreateChecked).Should().Equal(values.Of(name).Data);
    }

    [Fact]
    public void Softmax_is_exact_for_logits_of_any_size()
    {
        foreach (SoftmaxCase c in _fixture.Softmax.Where(c => c.Logits.IsFiniteIn<T>()))
        {
            Matrix<T> y = Apply(new Softmax<T>(), c.Logits.To<T>());

            _fixture.Tolerance.Values.Assert(y, c.Softmax, c.Name);
            if (y.ColumnCount > 1)
                Labels.FromPredictions(y).Should().Equal(c.Argmax, c.Name);
        }
    }

    [Fact]
    public void The_logarithm_of_the_softmax_is_exact_for_logits_of_any_size()
    {
        foreach (SoftmaxCase c in _fixture.Softmax.Where(c => c.Logits.IsFiniteIn<T>()))
        {
            Matrix<T> y = Apply(new LogSoftmax<T>(), c.Logits.To<T>());

            _fixture.Tolerance.Losses.Assert(y, c.LogSoftmax, c.Name);
        }
    }

    [Fact]
    public void The_logarithm_of_the_softmax_of_a_row_without_one_is_NaN_and_that_of_probability_0_minus_infinity()
    {
        Matrix<T> undefined = Apply(new LogSoftmax<T>(), _fixture.NonFinite.SoftmaxUndefined.Logits.To<T>());
        Matrix<T> defined = Apply(new LogSoftmax<T>(), _fixture.NonFinite.SoftmaxDefined.Logits.To<T>());

        for (int i = 0; i < undefined.RowCount; i++)
            undefined.Row(i).Any(T.IsNaN).Should().BeTrue("row {0} has no softmax", i);
        defined.ToRowMajorArray().Select(y => Math.Exp(double.CreateChecked(y))).Should()
            .Equal(_fixture.NonFinite.SoftmaxDefined.Softmax.Data, (a, e) => Math.Abs(a - e) < 1e-7);
    }

    [Fact]
    public void The_cross_entropy_of_a_one_hot_row_is_the_logarithm_of_its_softmax()
    {
        foreach (SoftmaxCase c in _fixture.Softmax.Where(c => c.Logits.IsFiniteIn<T>()))
        {
            Matrix<T> logits = c.Logits.To<T>();
            for (int i = 0; i < logits.RowCount; i++)
            {
                for (int j = 0; j < logits.ColumnCount; j++)
                {
                    Matrix<T> row = logits.SubMatrix(i, 1, 0, logits.ColumnCount);

                    double loss = new SoftmaxCrossEntropy<T>().Evaluate(row, Labels.ToOneHot<T>([j], logits.ColumnCount), [T.One], row.Clone());

                    _fixture.Tolerance.Losses.Assert<T>(-loss, c.LogSoftmax.Data[i * c.LogSoftmax.Cols + j], $"{c.Name}, row {i}, column {j}");
                }
            }
        }
    }

    [Fact]
    public void Softmax_gives_probability_0_to_minus_infinity_beside_finite_logits()
    {
        DefinedSoftmax defined = _fixture.NonFinite.SoftmaxDefined;

        Matrix<T> y = Apply(new Softmax<T>(), defined.Logits.To<T>());

        y.ToRowMajorArray().Select(double.CreateChecked).Should().Equal(defined.Softmax.Data);
    }

    [Fact]
    public void Softmax_of_a_row_without_one_is_NaN()
    {
        Matrix<T> logits = _fixture.NonFinite.SoftmaxUndefined.Logits.To<T>();

        Matrix<T> y = Apply(new Softmax<T>(), logits);

        for (int i = 0; i < y.RowCount; i++)
            y.Row(i).Any(T.IsNaN).Should().BeTrue("row {0} has no softmax", i);
    }

    private static Layer<T> Activation(string name) => name switch
    {
        "sigmoid" => new Sigmoid<T>(),
        "tanh" => new Tanh<T>(),
        "relu" => new ReLU<T>(),
        _ => throw new InvalidDataException(name),
    };

    private static Matrix<T> Apply(Layer<T> layer, Matrix<T> x)
    {
        Matrix<T> y = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount);
        layer.Forward(x, y);
        return y;
    }

    private static Matrix<T> Differentiate(Layer<T> layer, Matrix<T> x, Matrix<T> outputGradient)
    {
        Matrix<T> inputGradient = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount);
        layer.Backward(new LayerPass<T>(x, Apply(layer, x), outputGradient, inputGradient, [], workers: null));
        return inputGradient;
    }

    private sealed record ActivationFixture(Tolerances Tolerance, ElementwiseValues Elementwise, NonFiniteValues NonFinite, SoftmaxCase[] Softmax);

    private sealed record Tolerances(ElementTolerance Values, ElementTolerance Derivatives, ElementTolerance Losses);

    private sealed record ElementwiseValues(FixtureMatrix X, FixtureMatrix Sigmoid, FixtureMatrix SigmoidDerivative, FixtureMatrix Tanh,
        FixtureMatrix TanhDerivative, FixtureMatrix Relu, FixtureMatrix ReluDerivative)
    {
        public FixtureMatrix Of(string name) => name switch
        {
            "sigmoid" => Sigmoid,
            "sigmoidDerivative" => SigmoidDerivative,
            "tanh" => Tanh,
            "tanhDerivative" => TanhDerivative,
            "relu" => Relu,
            "reluDerivative" => ReluDerivative,
            _ => throw new InvalidDataException(name),
        };
    }

    private sealed record NonFiniteValues(FixtureMatrix X, FixtureMatrix Sigmoid, FixtureMatrix Tanh, FixtureMatrix Relu, DefinedSoftmax SoftmaxDefined,
        UndefinedSoftmax SoftmaxUndefined)
    {
        public FixtureMatrix Of(string name) => name switch
        {
            "sigmoid" => Sigmoid,
            "tanh" => Tanh,
            "relu" => Relu,
            _ => throw new InvalidDataException(name),
        };
    }

    private sealed record DefinedSoftmax(FixtureMatrix Logits, FixtureMatrix Softmax);

    private sealed record UndefinedSoftmax(FixtureMatrix Logits);

    private sealed record SoftmaxCase(string Name, FixtureMatrix Logits, FixtureMatrix Softmax, FixtureMatrix LogSoftmax, int[] Argmax);
}
