using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ExplanationInDouble : ExplanationTests<double>;

public sealed class ExplanationInFloat : ExplanationTests<float>;

/// <summary>Every matrix of one batch, and where a gradient comes from.</summary>
public abstract class ExplanationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double _bound = typeof(T) == typeof(double) ? 1e-12 : 1e-5;

    [Fact]
    public void The_two_layer_classifier_shows_where_dW2_comes_from()
    {
        Problem problem = Fixture.Read<Problem>("two-layer-net-small");
        Network<T> network = problem.Network.Build<T>(problem.Initial);
        Matrix<T> targets = Labels.ToOneHot<T>(problem.Labels, 3);

        Explanation<T> explanation = network.Explain(new SoftmaxCrossEntropy<T>(), problem.X.To<T>(), targets);

        explanation.Loss.Should().BeApproximately(problem.Loss.Data, _bound);
        LayerExplanation<T> second = explanation.Layers[2];
        ParameterExplanation<T> weights = second.Parameters[0];
        weights.Name.Should().Be("weight");

        // dW2 = a1' (p - t) / N, the penalty of the fixture's gradient apart.
        Matrix<T> expected = second.Input.TransposeThisAndMultiply((explanation.Predictions - targets) / T.CreateChecked(5));
        Fixture.Error(weights.Gradient.Enumerate().Select(double.CreateChecked), [.. expected.Enumerate().Select(double.CreateChecked)]).Should()
            .BeLessThan(_bound);
        Matrix<T> withPenalty = weights.Gradient + weights.Value * T.CreateChecked(2 * problem.L2Factor * problem.Reg);
        Fixture.Error(withPenalty, problem.Gradients["W2"]).Should().BeLessThan(_bound);
    }

    [Fact]
    public void Every_layer_has_its_matrices_in_their_shapes()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).Tanh().Dense(3).Softmax().Build(seed: 1);
        Dataset<T> data = Some.Classification<T>(6);

        Explanation<T> explanation = network.Explain(new SoftmaxCrossEntropy<T>(), data.X, data.Y);

        explanation.Layers.Select(layer => layer.Name).Should().Equal(network.Layers.Select(layer => layer.ToString()));
        explanation.Predictions.Should().Be(network.Predict(data.X));
        explanation.Layers[0].Input.Should().Be(data.X);
        explanation.Layers[^1].OutputGradient.Should().BeNull("the loss includes the softmax");
        foreach (LayerExplanation<T> layer in explanation.Layers)
        {
            (layer.InputGradient.RowCount, layer.InputGradient.ColumnCount).Should().Be((6, layer.Input.ColumnCount));
            if (layer.OutputGradient is { } gradient)
                (gradient.RowCount, gradient.ColumnCount).Should().Be((6, layer.Output.ColumnCount));
            layer.Parameters.All(parameter => parameter.Gradient.RowCount == parameter.Value.RowCount
                && parameter.Gradient.ColumnCount == parameter.Value.ColumnCount).Should().BeTrue();
        }
    }

    [Fact]
    public void Gradients_are_those_that_the_gradient_check_compares()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).Sigmoid().Dense(2).Build(seed: 1);
        Dataset<T> data = Some.Regression<T>(5, outputs: 2);

        Explanation<T> explanation = network.Explain(new MeanSquaredError<T>(), data.X, data.Y);
        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<T>(), data);

        Matrix<T>[] gradients = [.. explanation.Layers.SelectMany(layer => layer.Parameters).Select(parameter => parameter.Gradient),
            explanation.Layers[0].InputGradient];
        report.IsCorrect.Should().BeTrue();
        gradients.Select(gradient => gradient.ToColumnMajorArray().Select(double.CreateChecked)).Should()
            .BeEquivalentTo(report.Comparisons.Select(c => c.Elements.Select(e => e.Analytic)), options => options.WithStrictOrdering());
    }

    [Fact]
    public void It_changes_nothing_and_gives_copies()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).Tanh().Dense(1).Build(seed: 1);
        Dataset<T> data = Some.Regression<T>(5);
        T[] before = [.. network.Parameters.SelectMany(parameter => parameter.Value.Enumerate())];

        Explanation<T> explanation = network.Explain(new MeanSquaredError<T>(), data.X, data.Y);
        explanation.Layers[0].Parameters[0].Value.Clear();
        explanation.Layers[0].Input.Clear();

        network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().Equal(before);
        data.X.Enumerate().Should().NotContain(T.Zero);
    }

    [Fact]
    public void A_small_network_prints_as_a_table_of_numbers_and_a_large_one_by_sizes()
    {
        Network<T> small = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        ((Dense<T>)small.Layers[0]).Weights[0, 0] = T.CreateChecked(0.5);
        ((Dense<T>)small.Layers[0]).Weights[1, 0] = T.CreateChecked(-2);
        Network<T> large = Network.WithInputs<T>(2).Dense(100).Tanh().Dense(1).Build(seed: 1);
        Matrix<T> x = Matrix<T>.Build.DenseOfArray(new[,] { { T.One, T.Zero } });
        Matrix<T> y = Matrix<T>.Build.Dense(1, 1);

        string text = small.Explain(new MeanSquaredError<T>(), x, y).ToString();
        string shapes = large.Explain(new MeanSquaredError<T>(), x, y).ToString();

        // Prediction 0.5, loss 0.25, dLoss/dy = 2 * 0.5 = 1, dLoss/dW = x.
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Should().Be(
            "MeanSquaredError of 1 samples: 0.25 layer 0: Dense 2 -> 1 input x, 1 x 2 1 0 weight, 2 x 1 0.5 -2 bias, 1 x 1 0 output y, 1 x 1 0.5 "
            + "dLoss/dy, 1 x 1 1 dLoss/dweight, 2 x 1 1 0 dLoss/dbias, 1 x 1 1 dLoss/dx, 1 x 2 0.5 -2");
        shapes.Should().Contain("output y, 1 x 100: root mean square");
        (text + "\n" + shapes).Split('\n').Should().OnlyContain(line => line.Length <= 100);
    }

    [Fact]
    public void Data_that_do_not_fit_are_refused_with_names()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);

        Action act = () => network.Explain(new MeanSquaredError<T>(), Matrix<T>.Build.Dense(3, 2), Matrix<T>.Build.Dense(4, 1));

        act.Should().Throw<ArgumentException>().WithMessage("*'x' has 3 rows, but 'y' has 4 rows*");
    }

    private sealed record Problem(ReferenceNetwork Network, FixtureMatrix X, int[] Labels, double Reg, double L2Factor, LossParts Loss,
        Dictionary<string, FixtureMatrix> Initial, Dictionary<string, FixtureMatrix> Gradients)
    {
        /// <summary>The fixture leaves the softmax to its loss.</summary>
        public ReferenceNetwork Network { get; } = Network with { Activations = ["relu", "softmax"] };
    }

    private sealed record LossParts(double Data);
}
