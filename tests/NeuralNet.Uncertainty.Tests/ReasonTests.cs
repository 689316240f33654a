namespace NeuralNet.Uncertainty.Tests;

public sealed class ReasonTests
{
    [Fact]
    public void Without_a_hidden_layer_the_jacobian_is_the_weights()
    {
        Network<double> network = Network.WithInputs<double>(4).Dense(3).Build(seed: 1);

        network.Jacobian([1, 2, 3, 4]).Should().Be(((Dense<double>)network.Layers[0]).Weights.Transpose());
    }

    [Fact]
    public void Derivatives_agree_with_central_differences()
    {
        Matrix<double> x = Sets.Normal(300, 3, seed: 1);
        Network<double> network = Network.WithInputs<double>(3).Standardize(x).Dense(8).Tanh().Dropout(0.5).Dense(5).Mish().Dense(4).Softmax().Build(seed: 2);

        IReadOnlyList<Matrix<double>> jacobians = network.Jacobian(x);

        jacobians.Should().HaveCount(300);
        foreach (int i in new[] { 0, 255, 256, 299 })
        {
            for (int j = 0; j < 3; j++)
            {
                const double h = 1e-5;
                double[] above = [.. x.Row(i)], below = [.. x.Row(i)];
                above[j] += h;
                below[j] -= h;
                for (int k = 0; k < 4; k++)
                    jacobians[i][k, j].Should().BeApproximately((network.Predict(above)[k] - network.Predict(below)[k]) / (2 * h), 1e-9);
            }
        }
    }

    [Fact]
    public void Taking_derivatives_leaves_the_network_as_it_was_and_gives_the_same_each_time()
    {
        Matrix<double> x = Sets.Normal(5, 2, seed: 1);
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Tanh().Dropout(0.3).Dense(1).Build(seed: 2);
        Matrix<double> before = network.Predict(x);

        network.Jacobian(x)[3].Should().Be(network.Jacobian(x)[3]);
        network.Predict(x).Should().Be(before);
        network.Jacobian(Matrix<double>.Build.Dense(0, 2)).Should().BeEmpty();
        Network.WithInputs<double>(2).Dropout(0.3).Build().Jacobian([1, 2]).Should().Be(Matrix<double>.Build.DenseIdentity(2));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build();

        Refused(() => network.Jacobian([1.0]), "*2 inputs*1 columns*");
        Refused(() => network.Jacobian([1.0, double.NaN]), "*NaN at row 0, column 1*");
    }

    [Fact]
    public void Shuffling_a_column_that_counts_raises_the_loss_and_another_does_not()
    {
        Matrix<double> x = Sets.Normal(400, 3, seed: 1), y = (3 * x.Column(0) + x.Column(2)).ToColumnMatrix();
        Network<double> network = Network.WithInputs<double>(3).Dense(1).Build(seed: 1);
        network.Parameters[0].Value.SetColumn(0, [3, 0, 1]);

        PermutationImportance importance = PermutationImportance.Measure(network, new MeanSquaredError<double>(), x, y, repeats: 20);

        // Var(w (x - x')) = 2 w^2 Var(x) for independent x and x'.
        importance.Loss.Should().BeApproximately(0, 1e-20);
        importance.Columns[0].Mean.Should().BeApproximately(18 * Variance(0), 0.8);
        importance.Columns[1].Mean.Should().BeApproximately(0, 1e-20);
        importance.Columns[2].Mean.Should().BeApproximately(2 * Variance(2), 0.15);
        importance.Columns[0].Deviation.Should().BeInRange(0.1, 2);
        importance.Columns[1].Deviation.Should().BeLessThan(1e-20);
        importance.ToString().Should().MatchRegex("(?s)loss rises by.*\n0 .*\n2 .*\n1 ");
        PermutationImportance.Measure(network, new MeanSquaredError<double>(), x, y, repeats: 20).Columns.Should().Equal(importance.Columns);

        double Variance(int column) => MathNet.Numerics.Statistics.Statistics.PopulationVariance(x.Column(column));
    }

    [Fact]
    public void Losses_that_include_the_activation_are_measured_on_logits_and_columns_have_their_names()
    {
        (Matrix<double> x, int[] labels) = Sets.Classes(200, seed: 1);
        Matrix<double> y = Matrix<double>.Build.Dense(200, 1, (i, _) => labels[i]);
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        network.UseSchema(network.Schema with { FeatureNames = ["age", "height"] });

        PermutationImportance importance = PermutationImportance.Measure(network, new BinaryCrossEntropy<double>(), x, y);

        importance.Loss.Should().BeApproximately(ProbabilityScores.LogLoss(network.Predict(x), labels), 1e-12);
        importance.Columns.Select(column => column.Name).Should().Equal("age", "height");
    }

    [Fact]
    public void Importance_of_too_few_rows_or_repeats_is_refused()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build();
        Matrix<double> two = Matrix<double>.Build.Dense(2, 1), one = Matrix<double>.Build.Dense(1, 1);

        Refused(() => PermutationImportance.Measure(network, new MeanSquaredError<double>(), one, one), "*1 rows*at least 2*");
        Refused(() => PermutationImportance.Measure(network, new MeanSquaredError<double>(), two, two, repeats: 1), "*'repeats' is 1*");
        Refused(() => PermutationImportance.Measure(network, new MeanSquaredError<double>(), two, one), "*'y' is 1 x 1, but 2 x 1*");
        Refused(() => PermutationImportance.Measure<double>(_ => double.NaN, two), "*as they are is NaN*");
        Refused(() => PermutationImportance.Measure<double>(_ => 0, two, names: ["a", "b"]), "*2 names*1 columns*");
    }

    [Fact]
    public void Dependence_is_the_mean_output_with_the_column_set()
    {
        Matrix<double> x = Sets.Normal(100, 2, seed: 1);
        Network<double> network = Network.WithInputs<double>(2).Dense(5).Tanh().Dense(2).Build(seed: 1);

        PartialDependence dependence = PartialDependence.Of(network, x, column: 1, points: 7);

        dependence.Values.Should().HaveCount(7).And.BeInAscendingOrder().And.BeSubsetOf(x.Column(1));
        dependence.Values[0].Should().Be(x.Column(1).Min());
        dependence.Values[^1].Should().Be(x.Column(1).Max());
        Matrix<double> moved = x.Clone();
        moved.SetColumn(1, [.. Enumerable.Repeat(dependence.Values[3], 100)]);
        for (int j = 0; j < 2; j++)
            dependence.Outputs[3, j].Should().BeApproximately(network.Predict(moved).Column(j).Average(), 1e-14);
    }

    [Fact]
    public void Dependence_on_codes_is_at_the_codes_that_occur()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(30, 1, (i, _) => i % 3 * 2);
        Network<double> network = Network.WithInputs<double>(1).Embedding(new EmbeddedColumn(0, 6, 2)).Dense(1).Build(seed: 1);

        PartialDependence.Of(network, x, column: 0).Values.Should().Equal(0, 2, 4);
    }

    [Fact]
    public void Dependence_on_what_is_not_there_is_refused()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build();

        Refused(() => PartialDependence.Of(network, Matrix<double>.Build.Dense(0, 1), 0), "*no rows*");
        Refused(() => PartialDependence.Of(network, Matrix<double>.Build.Dense(3, 1), 1), "*'column' is 1*");
        Refused(() => PartialDependence.Of(network, Matrix<double>.Build.Dense(3, 1, double.NaN), 0), "*NaN at row 0*");
        PartialDependence.Of(network, Matrix<double>.Build.Dense(1, 1, 4), 0).Values.Should().Equal(4);
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);
}
