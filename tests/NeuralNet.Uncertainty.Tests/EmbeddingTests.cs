using NeuralNet.Tests;

namespace NeuralNet.Uncertainty.Tests;

public sealed class EmbeddingTests
{
    private const int Categories = 7, Size = 3;

    private static readonly Matrix<double> _codes = Matrix<double>.Build.Dense(50, 1, (i, _) => i * i % 5 + (i % 3 == 0 ? 2 : 0));

    private static readonly Matrix<double> _oneHot = Matrix<double>.Build.Dense(50, Categories, (i, j) => _codes[i, 0] == j ? 1 : 0);

    private static readonly Matrix<double> _targets = Sets.Normal(50, 2, seed: 3);

    [Fact]
    public void Outputs_and_gradients_equal_those_of_a_dense_layer_on_one_hot_columns_to_the_bit()
    {
        Network<double> embedded = Network.WithInputs<double>(1).Embedding(new EmbeddedColumn(0, Categories, Size)).Tanh().Dense(2).Build(seed: 1);
        Network<double> dense = Network.WithInputs<double>(Categories).Dense(Size).Tanh().Dense(2).Build(seed: 2);
        embedded.Parameters[0].Value.CopyTo(dense.Parameters[0].Value);
        embedded.Parameters[1].Value.CopyTo(dense.Parameters[2].Value);
        embedded.Parameters[2].Value.CopyTo(dense.Parameters[3].Value);

        Explanation<double> ofCodes = embedded.Explain(new MeanSquaredError<double>(), _codes, _targets);
        Explanation<double> ofOneHot = dense.Explain(new MeanSquaredError<double>(), _oneHot, _targets);

        Bits.Of(embedded.Predict(_codes)).Should().Equal(Bits.Of(dense.Predict(_oneHot)));
        Bits.Of(ofCodes.Layers[0].Parameters[0].Gradient).Should().Equal(Bits.Of(ofOneHot.Layers[0].Parameters[0].Gradient));
        Bits.Of(ofCodes.Layers[2].Parameters[0].Gradient).Should().Equal(Bits.Of(ofOneHot.Layers[2].Parameters[0].Gradient));
    }

    [Fact]
    public void Other_columns_pass_through_and_all_keep_their_order()
    {
        var layer = new Embedding<double>(4, new EmbeddedColumn(3, 2, 1), new EmbeddedColumn(1, 3, 2));
        Network<double> network = new(4, [layer]);
        layer.Parameters[0].Value.SetRow(2, [0.25, -4]);
        layer.Parameters[1].Value.SetRow(1, [9]);

        network.Predict([0.5, 2, -1.5, 1]).Should().Equal(0.5, 0.25, -4, -1.5, 9);
        layer.ToString().Should().Be("Embedding 4 -> 5 (columns 1, 3)");
        layer.Parameters.Select(table => $"{table.Name} {table.Value.RowCount} x {table.Value.ColumnCount}").Should().Equal("weight1 3 x 2", "weight3 2 x 1");
    }

    [Fact]
    public void Gradients_are_right_and_those_of_categories_that_do_not_occur_are_0()
    {
        Matrix<double> x = Sets.Normal(20, 3, seed: 1);
        x.SetColumn(1, [.. Enumerable.Range(0, 20).Select(i => (double)(i % 4))]);
        Network<double> network = Network.WithInputs<double>(3).Embedding(new EmbeddedColumn(1, 6, 2)).Dense(4).Tanh().Dense(1).Build(seed: 1);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<double>(), x, Sets.Normal(20, 1, seed: 2));

        report.IsCorrect.Should().BeTrue(report.ToString());
        network.Explain(new MeanSquaredError<double>(), x, Sets.Normal(20, 1, seed: 2)).Layers[0].Parameters[0].Gradient.Row(5).Should().AllBeEquivalentTo(0.0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(1.5)]
    [InlineData(1e300)]
    public void What_is_no_code_is_refused_with_its_place(double code)
    {
        Network<double> network = Network.WithInputs<double>(2).Embedding(new EmbeddedColumn(1, 3, 2)).Dense(1).Build();
        Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 2], [0, code]]), y = Matrix<double>.Build.Dense(3, 1);

        Action predict = () => network.Predict(x);
        Action train = () => new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Order = SampleOrder.AsGiven }).Fit(x, y);

        predict.Should().Throw<ArgumentException>().WithMessage("*row 2 of the batch, column 1*whole numbers from 0 to 2*");
        train.Should().Throw<ArgumentException>().WithMessage("*column 1*whole numbers from 0 to 2*");
    }

    [Fact]
    public void Settings_that_make_no_layer_are_refused()
    {
        FluentActions.Invoking(() => new Embedding<double>(2)).Should().Throw<ArgumentException>().WithMessage("*'columns' is empty*");
        FluentActions.Invoking(() => new Embedding<double>(2, new EmbeddedColumn(2, 3, 1))).Should().Throw<ArgumentException>()
            .WithMessage("*run from 0 to 1*");
        FluentActions.Invoking(() => new Embedding<double>(2, new EmbeddedColumn(0, 0, 1))).Should().Throw<ArgumentException>()
            .WithMessage("*Categories' is 0*");
        FluentActions.Invoking(() => new Embedding<double>(2, new EmbeddedColumn(0, 3, 0))).Should().Throw<ArgumentException>().WithMessage("*Size' is 0*");
        FluentActions.Invoking(() => new Embedding<double>(2, new EmbeddedColumn(0, 3, 1), new EmbeddedColumn(0, 2, 1))).Should().Throw<ArgumentException>()
            .WithMessage("*column 0 twice*");
    }
}
