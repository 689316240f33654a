using System.Numerics;

namespace NeuralNet.Tests;

public sealed class NetworksInDouble : NetworkTests<double>;

public sealed class NetworksInFloat : NetworkTests<float>;

public abstract class NetworkTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network<T> _network = Network.WithInputs<T>(7).Dense(13).ReLU().Dense(9).Tanh().Dense(5).Softmax().Build(seed: 1);

    // More rows than the network predicts in one block.
    private static readonly Matrix<T> _x = Some.Matrix<T>(1500, 7);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(127, 2)]
    [InlineData(128, 0)]
    [InlineData(299, 1)]
    public void A_value_that_is_not_finite_is_refused_in_whatever_block_of_rows_it_stands(int row, int column)
    {
        // A ReLU would turn negative infinity into a harmless 0.
        Network<double> network = Network.WithInputs<double>(3).Dense(4).ReLU().Dense(2).Build(seed: 1);
        foreach (double value in (double[])[double.NegativeInfinity, double.NaN])
        {
            Matrix<double> x = Some.Matrix<double>(300, 3);
            x[row, column] = value;

            Action predict = () => network.Predict(x);

            predict.Should().Throw<ArgumentException>().WithMessage($"*row {row}, column {column}*");
        }
    }

    [Fact]
    public void A_row_is_predicted_to_the_same_bits_alone_in_a_batch_as_a_span_and_as_an_array()
    {
        Matrix<T> batch = _network.Predict(_x);

        foreach (int i in new[] { 0, 1, 2, 3, 517, 1023, 1024, 1499 })
        {
            Matrix<T> alone = _network.Predict(_x.SubMatrix(i, 1, 0, 7));
            Matrix<T> few = _network.Predict(_x.SubMatrix(Math.Max(0, i - 2), Math.Min(3, i + 1), 0, 7));
            var span = new T[5];
            _network.Predict(_x.Row(i).ToArray(), span);
            T[] array = _network.Predict(_x.Row(i).ToArray());

            batch.Row(i).ToArray().Should().Equal(alone.Row(0).ToArray());
            few.Row(few.RowCount - 1).ToArray().Should().Equal(alone.Row(0).ToArray());
            span.Should().Equal(alone.Row(0).ToArray());
            array.Should().Equal(alone.Row(0).ToArray());
        }
    }

    [Fact]
    public void An_array_of_another_length_or_with_a_value_that_is_not_finite_is_refused()
    {
        Action shorter = () => _network.Predict(new T[6]);
        Action broken = () => _network.Predict([T.Zero, T.Zero, T.NaN, T.Zero, T.Zero, T.Zero, T.Zero]);
        Action none = () => _network.Predict((T[])null!);

        shorter.Should().Throw<ArgumentException>().WithMessage("*7 inputs*'x' has 6 values*");
        broken.Should().Throw<ArgumentException>().WithMessage("*'x' holds NaN at*2*");
        none.Should().Throw<ArgumentNullException>().WithParameterName("x");
    }

    [Fact]
    public void A_layer_that_overflows_is_named_with_row_and_column_and_nothing_is_predicted()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).ReLU().Dense(2).Build(seed: 1);
        var first = (Dense<T>)network.Layers[0];
        first.Weights.Clear();
        T large = T.CreateSaturating(1e30) * (typeof(T) == typeof(double) ? T.CreateChecked(1e200) : T.One);
        first.Weights[1, 2] = large;
        Matrix<T> x = Matrix<T>.Build.Dense(300, 2, (i, j) => i == 270 && j == 1 ? large : T.One);
        var y = new T[] { T.One, T.One };

        Action matrix = () => network.Predict(x);
        Action span = () => network.Predict(x.Row(270).ToArray(), y);

        matrix.Should().Throw<ArgumentException>().WithMessage("*layer 0 (Dense 2 -> 3) overflows at row 270, column 2 to*Infinity*").WithParameterName("x");
        span.Should().Throw<ArgumentException>().WithMessage("*layer 0 (Dense 2 -> 3) overflows at row 0, column 2*");
        y.Should().Equal(T.One, T.One);
    }

    [Fact]
    public void Matrices_of_any_storage_are_predicted_alike()
    {
        Matrix<T> x = _x.SubMatrix(0, 7, 0, 7);
        x.MapIndexedInplace((i, j, value) => i == j ? value : T.Zero, Zeros.Include);

        byte[] dense = Bits.Of(_network.Predict(x));

        Bits.Of(_network.Predict(Matrix<T>.Build.SparseOfMatrix(x))).Should().Equal(dense);
        Bits.Of(_network.Predict(Matrix<T>.Build.DiagonalOfDiagonalArray([.. x.Diagonal()]))).Should().Equal(dense);
        Bits.Of(_network.Predict(x.Stack(x).SubMatrix(7, 7, 0, 7))).Should().Equal(dense);
    }

    [Fact]
    public void Predicting_changes_neither_the_input_nor_an_earlier_result()
    {
        byte[] input = Bits.Of(_x);
        Matrix<T> first = _network.Predict(_x);
        byte[] result = Bits.Of(first);

        _network.Predict(_x.Negate());

        Bits.Of(_x).Should().Equal(input);
        Bits.Of(first).Should().Equal(result);
    }

    [Fact]
    public void Classes_are_the_columns_of_the_largest_outputs_the_lowest_on_ties()
    {
        var identity = new Network<T>(3, [new LeakyReLU<T>(0)]);

        int[] classes = identity.Classify(Samples.FromRows<T>(
            [[T.One, T.Zero, T.Zero], [T.One, T.One, T.Zero], [T.Zero, T.One, T.One], [T.Zero, T.Zero, T.Zero]]));

        classes.Should().Equal(0, 0, 1, 0);
    }

    [Fact]
    public void One_output_is_a_class_above_half_a_probability_or_above_a_logit_of_0()
    {
        Matrix<T> x = Samples.FromRows<T>([[-T.One], [T.Zero], [T.CreateChecked(0.25)], [T.One]]);

        Network.WithInputs<T>(1).Dense(1, Initializer.Constant(1)).Build().Classify(x).Should().Equal(0, 0, 1, 1);
        Network.WithInputs<T>(1).Dense(1, Initializer.Constant(1)).Sigmoid().Build().Classify(x).Should().Equal(0, 0, 1, 1);
        Network.WithInputs<T>(1).Dense(1, Initializer.Constant(1)).Tanh().Build().Classify(x).Should().Equal(0, 0, 1, 1);
        Network.WithInputs<T>(1).ReLU().Build().Classify(x).Should().Equal(0, 0, 0, 1);
    }

    [Fact]
    public void A_clone_predicts_the_same_and_is_trained_apart()
    {
        Network<T> clone = _network.Clone();
        byte[] before = Bits.Of(_network);

        Bits.Of(clone.Predict(_x)).Should().Equal(Bits.Of(_network.Predict(_x)));
        new Trainer<T>(clone, new SoftmaxCrossEntropy<T>(), new TrainingOptions { Epochs = 1 }).Fit(_x.SubMatrix(0, 5, 0, 7), [0, 1, 2, 3, 4]);

        Bits.Of(_network).Should().Equal(before);
        Bits.Of(clone).Should().NotEqual(before);
    }

    [Fact]
    public void One_builder_builds_networks_that_share_no_weights()
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(2).Dense(2);
        Network<T> first = builder.Build(seed: 1);
        byte[] before = Bits.Of(first);

        builder.Build(seed: 1).Parameters[0].Value.Clear();

        Bits.Of(first).Should().Equal(before);
    }

    [Fact]
    public void A_network_prints_as_a_table_of_layers_outputs_and_parameters()
    {
        string[] lines = _network.ToString().Split(Environment.NewLine);

        lines.Should().HaveCount(8);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("layer", "outputs", "parameters");
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", "Dense", "7", "->", "13", "13", "104");
        lines[6].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("5", "Softmax", "5", "0");
        lines[7].Should().Be($"7 inputs, 280 parameters, {(typeof(T) == typeof(float) ? "float" : "double")}");
    }

    [Fact]
    public void Sixty_four_threads_predicting_at_once_get_the_same_bits()
    {
        Matrix<T>[] inputs = [.. Enumerable.Range(0, 64).Select(i => _x.SubMatrix(i, 1 + i * 17, 0, 7))];
        byte[][] expected = [.. inputs.Select(input => Bits.Of(_network.Predict(input)))];
        var wrong = new System.Collections.Concurrent.ConcurrentBag<int>();
        using var start = new Barrier(64);

        Thread[] threads = [.. inputs.Select((input, i) => new Thread(() =>
        {
            start.SignalAndWait();
            var span = new T[5];
            for (int repeat = 0; repeat < 10; repeat++)
            {
                if (!Bits.Of(_network.Predict(input)).SequenceEqual(expected[i]))
                    wrong.Add(i);
                _network.Predict(input.Row(0).ToArray(), span);
                if (!span.SequenceEqual(_network.Predict(input).Row(0).ToArray()))
                    wrong.Add(i);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        wrong.Should().BeEmpty();
    }
}
