using System.Collections.Concurrent;
using System.Numerics;

namespace NeuralNet.Tests;

public sealed class FrozenNetworksInDouble : FrozenNetworkTests<double>;

public sealed class FrozenNetworksInFloat : FrozenNetworkTests<float>;

public abstract class FrozenNetworkTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 150);

    public static TheoryData<string> Layers() => [.. Library.LayerNames];

    /// <summary>Widths at which vectors of every length, and several of them, end or do not.</summary>
    public static TheoryData<int, int, int> Widths()
    {
        int[] widths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 63, 65, 75, 100, 127, 128, 129, 150, 257, 300];
        var data = new TheoryData<int, int, int>();
        for (int i = 0; i < widths.Length; i++)
            data.Add(widths[i], widths[^(1 + i)], widths[(7 * i + 3) % widths.Length]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_frozen_network_of_any_widths_predicts_the_same_bits_one_sample_or_many(int inputs, int units, int outputs)
        => AssertPredictsTheSame(Network.WithInputs<T>(inputs).Dense(units).Tanh().Dense(outputs).Build(seed: 1), Some.Matrix<T>(133, inputs));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_frozen_network_predicts_the_same_bits_with_every_layer(string layer)
        => AssertPredictsTheSame(Network.WithInputs<T>(2).Dense(6).Add(Library.Layer<T>(layer, 6)).Dense(3).Build(seed: 1), _data.X);

    [Fact]
    public void A_frozen_network_copies_layers_of_the_users_own()
    {
        var scale = new Scale(6);
        Network<T> network = Network.WithInputs<T>(2).Dense(6).Add(scale).Dense(3).Build(seed: 1);
        AssertPredictsTheSame(network, _data.X);
        FrozenNetwork<T> frozen = network.ToFrozen();
        byte[] before = Bits.Of(frozen.Predict(_data.X));

        scale.Parameters[0].Value.Clear();

        Bits.Of(frozen.Predict(_data.X)).Should().Equal(before);
    }

    [Fact]
    public void Training_and_editing_the_network_afterwards_does_not_change_the_frozen_one()
    {
        Network<T> network = NewClassifier();
        FrozenNetwork<T> frozen = network.ToFrozen();
        byte[] many = Bits.Of(frozen.Predict(_data.X));
        T[] one = Predict(frozen, 0);

        new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), new TrainingOptions { Epochs = 2 }).Fit(_data);
        byte[] trained = Bits.Of(network.Predict(_data.X));
        foreach (Parameter<T> parameter in network.Parameters)
            parameter.Value.Clear();

        trained.Should().NotEqual(many);
        Bits.Of(frozen.Predict(_data.X)).Should().Equal(many);
        Predict(frozen, 0).Should().Equal(one);
    }

    [Fact]
    public void A_frozen_network_has_the_sizes_classes_and_table_of_the_network()
    {
        Network<T> network = NewClassifier();

        FrozenNetwork<T> frozen = network.ToFrozen();

        frozen.Inputs.Should().Be(2);
        frozen.Outputs.Should().Be(3);
        frozen.Classify(_data.X).Should().Equal(network.Classify(_data.X));
        frozen.ToString().Should().Be(network.ToString());
    }

    [Fact]
    public void One_output_is_the_same_class_as_the_network_says()
    {
        Matrix<T> x = Samples.FromRows<T>([[-T.One], [T.Zero], [T.CreateChecked(0.25)], [T.One]]);

        Network.WithInputs<T>(1).Dense(1, Initializer.Constant(1)).Build().ToFrozen().Classify(x).Should().Equal(0, 0, 1, 1);
        Network.WithInputs<T>(1).ReLU().Build().ToFrozen().Classify(x).Should().Equal(0, 0, 0, 1);
    }

    [Fact]
    public void A_frozen_network_refuses_bad_input_in_the_words_of_the_network()
    {
        Network<T> network = NewClassifier();
        T large = T.ScaleB(T.One, typeof(T) == typeof(float) ? 100 : 1000);
        ((Dense<T>)network.Layers[1]).Biases.MapInplace(_ => large);
        ((Dense<T>)network.Layers[4]).Weights.MapInplace(_ => large);
        FrozenNetwork<T> frozen = network.ToFrozen();
        Matrix<T> wide = Some.Matrix<T>(4, 3);
        Matrix<T> missing = Some.Matrix<T>(4, 2);
        missing[1, 0] = T.NaN;
        T[] y = [T.One, T.One, T.One];

        (Action Frozen, Action Network)[] calls =
        [
            (() => frozen.Predict(null!), () => network.Predict(null!)),
            (() => frozen.Predict(wide), () => network.Predict(wide)),
            (() => frozen.Predict(missing), () => network.Predict(missing)),
            (() => frozen.Classify(missing), () => network.Classify(missing)),
            (() => frozen.Predict([T.One], y), () => network.Predict([T.One], y)),
            (() => frozen.Predict([T.One, T.One], []), () => network.Predict([T.One, T.One], [])),
            (() => frozen.Predict([T.One, T.NaN], y), () => network.Predict([T.One, T.NaN], y)),
            (() => frozen.Predict([large, large], y), () => network.Predict([large, large], y)),
        ];

        foreach ((Action ofFrozen, Action ofNetwork) in calls)
        {
            Exception? expected = Record.Exception(ofNetwork);
            Exception? thrown = Record.Exception(ofFrozen);

            thrown.Should().NotBeNull().And.BeOfType(expected!.GetType());
            thrown!.Message.Should().Be(expected.Message);
        }

        y.Should().Equal(T.One, T.One, T.One);
    }

    [Fact]
    public void Many_threads_get_the_same_bits_from_one_frozen_network()
    {
        FrozenNetwork<T> frozen = Network.WithInputs<T>(70).Dense(130).ReLU().Dense(9).Softmax().Build(seed: 1).ToFrozen();
        Matrix<T> x = Some.Matrix<T>(32, 70);
        Matrix<T> expected = frozen.Predict(x);
        var wrong = new ConcurrentBag<int>();
        using var start = new Barrier(32);

        Thread[] threads = [.. Enumerable.Range(0, 32).Select(i => new Thread(() =>
        {
            T[] row = x.Row(i).ToArray();
            var y = new T[9];
            start.SignalAndWait();
            for (int repeat = 0; repeat < 200; repeat++)
            {
                frozen.Predict(row, y);
                if (!y.SequenceEqual(expected.Row(i)))
                    wrong.Add(i);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        wrong.Should().BeEmpty();
    }

    private static Network<T> NewClassifier() => Network.WithInputs<T>(2).Standardize(_data.X).Dense(21).ReLU().Dropout(0.1).Dense(3).Softmax().Build(seed: 1);

    private static T[] Predict(FrozenNetwork<T> frozen, int row)
    {
        var y = new T[frozen.Outputs];
        frozen.Predict(_data.X.Row(row).ToArray(), y);
        return y;
    }

    private static void AssertPredictsTheSame(Network<T> network, Matrix<T> x)
    {
        // Biases of a new network are 0.
        foreach (Parameter<T> parameter in network.Parameters.Where(parameter => parameter.Decay == Decay.Exempt))
            Some.Matrix<T>(1, parameter.Value.ColumnCount, seed: 5).CopyTo(parameter.Value);
        Matrix<T> expected = network.Predict(x);

        FrozenNetwork<T> frozen = network.ToFrozen();

        Bits.Of(frozen.Predict(x)).Should().Equal(Bits.Of(expected));
        var y = new T[frozen.Outputs];
        for (int i = 0; i < x.RowCount; i += 22)
        {
            Matrix<T> alone = x.SubMatrix(i, 1, 0, x.ColumnCount);
            frozen.Predict(x.Row(i).ToArray(), y);

            Bits.Of(frozen.Predict(alone)).Should().Equal(Bits.Of(network.Predict(alone)));
            y.Should().Equal(expected.Row(i).ToArray());
        }
    }

    /// <summary>y = x times a factor for each column, the user's own.</summary>
    private sealed class Scale : Layer<T>
    {
        private readonly Parameter<T> _factors;

        public Scale(int width)
        {
            _factors = new Parameter<T>("factors", 1, width);
            Some.Matrix<T>(1, width, seed: 8).CopyTo(_factors.Value);
            Parameters = [_factors];
        }

        public override IReadOnlyList<Parameter<T>> Parameters { get; }

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<T> input, Matrix<T> output) => input.MapIndexed((_, j, value) => value * _factors.Value[0, j]).CopyTo(output);

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();

        public override Layer<T> Copy()
        {
            var copy = new Scale(_factors.Value.ColumnCount);
            _factors.Value.CopyTo(copy._factors.Value);
            return copy;
        }
    }
}
