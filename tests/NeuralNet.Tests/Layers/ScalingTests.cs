using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ScalingInDouble : ScalingTests<double>;

public sealed class ScalingInFloat : ScalingTests<float>;

public abstract class ScalingTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Columns 2, 4, 4, 4, 5, 5, 7, 9 (mean 5, population deviation 2, range 7), the same in millions, and a constant.
    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(8, 3, (i, j) => T.CreateChecked(j switch
    {
        0 => (double)Column(i),
        1 => 1e6 * Column(i),
        _ => 0.1,
    }));

    private static readonly double _tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-15;

    [Fact]
    public void Standardising_subtracts_the_mean_and_divides_by_the_population_deviation()
    {
        Scaling<T> scaling = Scaling.Standard(_x);

        scaling.Offsets.Row(0).Select(double.CreateChecked).Should().Equal(5, 5e6, double.CreateChecked(T.CreateChecked(0.1)));
        scaling.Factors.Row(0).Should().Equal(T.CreateChecked(0.5), T.CreateChecked(0.5e-6), T.Zero);
        ShouldBe(Scaled(scaling, _x).Column(0), [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
        ShouldBe(Scaled(scaling, _x).Column(1), [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
    }

    [Fact]
    public void Min_max_scaling_maps_the_lowest_value_to_0_and_the_highest_to_1()
    {
        Scaling<T> scaling = Scaling.MinMax(_x);

        scaling.Offsets.Row(0).Select(double.CreateChecked).Should().Equal(2, 2e6, double.CreateChecked(T.CreateChecked(0.1)));
        ShouldBe(Scaled(scaling, _x).Column(0), [0, 2 / 7.0, 2 / 7.0, 2 / 7.0, 3 / 7.0, 3 / 7.0, 5 / 7.0, 1]);
        ShouldBe(Scaled(scaling, _x).Column(1), [0, 2 / 7.0, 2 / 7.0, 2 / 7.0, 3 / 7.0, 3 / 7.0, 5 / 7.0, 1]);
    }

    [Fact]
    public void A_constant_column_becomes_0_also_for_other_data()
    {
        foreach (Scaling<T> scaling in new[] { Scaling.Standard(_x), Scaling.MinMax(_x) })
            Scaled(scaling, _x.Multiply(T.CreateChecked(3))).Column(2).All(T.IsZero).Should().BeTrue();
    }

    [Fact]
    public void The_layer_gives_what_the_scaler_gives()
    {
        Matrix<T> x = Some.Matrix<T>(50, 4).Multiply(T.CreateChecked(30)).Add(T.CreateChecked(100));
        StandardScaler scaler = StandardScaler.Fit(x);

        Matrix<T> ofData = Scaled(Scaling.Standard(x), x);
        Matrix<T> ofScaler = Scaled(Scaling.Standard<T>(scaler), x);

        Bits.Of(ofScaler).Should().Equal(Bits.Of(ofData));
        (ofData - scaler.Transform(x)).Enumerate().Max(difference => Math.Abs(double.CreateChecked(difference))).Should().BeLessThan(10 * _tolerance);
    }

    [Fact]
    public void Restoring_multiplies_by_the_deviation_and_adds_the_mean()
    {
        Matrix<T> targets = _x.SubMatrix(0, 8, 0, 2);
        StandardScaler scaler = StandardScaler.Fit(targets);

        Matrix<T> restored = Scaled(Scaling.Restore<T>(scaler), scaler.Transform(targets));

        ShouldBe(restored.Column(0), [2, 4, 4, 4, 5, 5, 7, 9]);
        ShouldBe(restored.Column(1).Divide(T.CreateChecked(1e6)), [2, 4, 4, 4, 5, 5, 7, 9]);
    }

    [Fact]
    public void A_network_that_restores_its_targets_is_saved_and_loaded_in_their_units()
    {
        Matrix<T> targets = _x.SubMatrix(0, 8, 1, 1);
        StandardScaler scaler = StandardScaler.Fit(targets);
        Network<T> network = Network.WithInputs<T>(3).Standardize(_x).Dense(4).Tanh().Dense(1).Build(seed: 1);
        var inUnits = new Network<T>(3, [.. network.Layers, Scaling.Restore<T>(scaler)]);
        using var file = new MemoryStream();
        inUnits.Save(file);
        file.Position = 0;

        Network<T> loaded = Network.Load<T>(file);

        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(inUnits.Predict(_x)));
        ShouldBe((loaded.Predict(_x) - scaler.Restore(network.Predict(_x))).Column(0).Divide(T.CreateChecked(5e6)), new double[8]);
    }

    [Fact]
    public void A_network_that_scales_is_given_raw_data_and_predicts_what_it_would_from_scaled_data()
    {
        Scaling<T> scaling = Scaling.Standard(_x);
        Network<T> raw = Network.WithInputs<T>(3).Standardize(_x).Dense(4).Tanh().Dense(2).Build(seed: 1);
        var plain = new Network<T>(3, [.. raw.Layers.Skip(1)]);

        Bits.Of(raw.Predict(_x)).Should().Equal(Bits.Of(plain.Predict(Scaled(scaling, _x))));
        Bits.Of(raw.Layers[1].Parameters[0].Value).Should().NotEqual(new byte[Bits.Of(raw.Layers[1].Parameters[0].Value).Length]);
    }

    [Fact]
    public void The_builder_puts_the_fitted_layer_first()
    {
        Layer<T> Layer(Func<NetworkBuilder<T>, NetworkBuilder<T>> add) => add(Network.WithInputs<T>(3)).Dense(1).Build().Layers[0];

        Bits.Of(((Scaling<T>)Layer(b => b.Standardize(_x))).Factors).Should().Equal(Bits.Of(Scaling.Standard(_x).Factors));
        Bits.Of(((Scaling<T>)Layer(b => b.Standardize(StandardScaler.Fit(_x)))).Offsets).Should().Equal(Bits.Of(Scaling.Standard(_x).Offsets));
        Bits.Of(((Scaling<T>)Layer(b => b.MinMaxScale(_x))).Factors).Should().Equal(Bits.Of(Scaling.MinMax(_x).Factors));
    }

    [Fact]
    public void One_row_gets_the_same_bits_alone_and_among_others()
    {
        Matrix<T> x = Some.Matrix<T>(300, 37);
        Network<T> network = Network.WithInputs<T>(37).Standardize(x).Dense(3).Build(seed: 1);
        Matrix<T> together = network.Predict(x);
        var alone = new T[3];

        for (int i = 0; i < x.RowCount; i++)
        {
            network.Predict(x.Row(i).ToArray(), alone);

            alone.Should().Equal(together.Row(i));
        }
    }

    [Fact]
    public void Training_changes_no_offset_and_no_factor_and_penalties_do_not_count_them()
    {
        Dataset<T> data = Some.Regression<T>(40);
        Network<T> network = Network.WithInputs<T>(2).Standardize(data.X).Dense(3).Tanh().Dense(1).Build(seed: 1);
        var scaling = (Scaling<T>)network.Layers[0];
        byte[] before = [.. Bits.Of(scaling.Offsets), .. Bits.Of(scaling.Factors)];

        new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions
        {
            Optimizer = new AdamW { WeightDecay = 0.5 },
            L1 = 0.01,
            L2 = 0.01,
            Epochs = 3,
        }).Fit(data);

        network.Parameters.Should().HaveCount(4);
        scaling.Parameters.Should().BeEmpty();
        scaling.Constants.Select(constant => constant.Name).Should().Equal("offset", "factor");
        ((byte[])[.. Bits.Of(scaling.Offsets), .. Bits.Of(scaling.Factors)]).Should().Equal(before);
    }

    [Fact]
    public void A_clone_has_offsets_of_its_own()
    {
        Network<T> network = Network.WithInputs<T>(3).Standardize(_x).Dense(1).Build(seed: 1);
        Network<T> clone = network.Clone();
        byte[] before = Bits.Of(clone.Predict(_x));

        ((Scaling<T>)network.Layers[0]).Offsets[0, 0] += T.One;

        Bits.Of(clone.Predict(_x)).Should().Equal(before);
        Bits.Of(network.Predict(_x)).Should().NotEqual(before);
    }

    [Fact]
    public void A_network_is_saved_with_its_scaling()
    {
        Network<T> network = Network.WithInputs<T>(3).MinMaxScale(_x).Dense(4).Sigmoid().Dense(2).Build(seed: 1);
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;

        Network<T> loaded = Network.Load<T>(file);

        loaded.ToString().Should().Be(network.ToString()).And.Contain("Scaling (inputs 3)");
        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
    }

    [Fact]
    public void Inputs_that_the_network_scales_itself_are_not_reported_as_unscaled()
    {
        Matrix<T> x = Some.Matrix<T>(60, 2).Multiply(T.CreateChecked(1000));
        var data = new Dataset<T>(x, x.SubMatrix(0, 60, 0, 1).Divide(T.CreateChecked(1000)));

        Codes(Network.WithInputs<T>(2), data).Should().Contain(FindingCode.InputsNotScaled);
        Codes(Network.WithInputs<T>(2).Standardize(x), data).Should().NotContain(FindingCode.InputsNotScaled);
        Codes(Network.WithInputs<T>(2).MinMaxScale(x), data).Should().NotContain(FindingCode.InputsNotScaled);
    }

    [Fact]
    public void Scaling_that_was_fitted_to_other_data_is_reported_with_the_layer_that_gets_the_large_values()
    {
        Matrix<T> x = Some.Matrix<T>(60, 2);
        var data = new Dataset<T>(x.Multiply(T.CreateChecked(1000)), x.SubMatrix(0, 60, 0, 1));

        Finding finding = Findings(Network.WithInputs<T>(2).Standardize(x), data).Single(found => found.Code == FindingCode.InputsNotScaled);

        finding.Layer.Should().Be(1);
        finding.Observation.Should().StartWith("These are the values that layer 0 (Scaling (inputs 2)) hands on. Inputs are large");
    }

    [Fact]
    public void What_cannot_be_scaled_is_named()
    {
        Thrown(() => Scaling.Standard(Matrix<T>.Build.Dense(0, 2))).Should().Contain("'x' has no rows");
        Thrown(() => Scaling.MinMax(Matrix<T>.Build.Dense(0, 2))).Should().Contain("'x' has no rows");
        Thrown(() => Scaling.MinMax(Matrix<T>.Build.Dense(2, 2, [T.One, T.Zero, T.One, T.NaN]))).Should().Contain("NaN at row 1, column 1");
        Thrown(() => Scaling.MinMax(Matrix<T>.Build.Dense(2, 1, [T.Zero, T.Epsilon]))).Should().Contain("Column 0 of 'x'").And.Contain("range");
        Thrown(() => Network.WithInputs<T>(2).Standardize(_x)).Should().Contain("3 columns").And.Contain("given 2");
        Thrown(() => Scaling.Restore<T>(StandardScaler.Fit(_x))).Should().Contain("Column 2").And.Contain("0.1 throughout");
        Thrown(() => Scaling.Restore<float>(StandardScaler.Fit(Matrix<double>.Build.Dense(2, 1, [-1e40, 1e40])))).Should()
            .Contain("deviation 1E+40 about 0, which Single cannot scale by");
        Thrown(() => new Scaling<T>([T.One], [T.One, T.One])).Should().Contain("'offsets' has 1").And.Contain("'factors' has 2");
        Thrown(() => new Scaling<T>([], [])).Should().Contain("'offsets' is empty");
        Thrown(() => new Scaling<T>([T.One], [T.PositiveInfinity])).Should().Contain("'factors' holds").And.Contain("index 0");
        ((Action)(() => Network.WithInputs<T>(3).Dense(3).Standardize(_x))).Should().Throw<InvalidOperationException>()
            .WithMessage("*Standardize*must come first*Dense 3 -> 3*");
    }

    private static string Thrown(Action action) => action.Should().Throw<ArgumentException>().Which.Message;

    private static IEnumerable<FindingCode> Codes(NetworkBuilder<T> builder, Dataset<T> data) => Findings(builder, data).Select(finding => finding.Code);

    private static IReadOnlyList<Finding> Findings(NetworkBuilder<T> builder, Dataset<T> data)
        => new Trainer<T>(builder.Dense(1).Build(seed: 1), new MeanSquaredError<T>(), new TrainingOptions { Epochs = 1 }).Fit(data).Findings;

    private static Matrix<T> Scaled(Scaling<T> scaling, Matrix<T> x)
    {
        Matrix<T> y = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount);
        scaling.Forward(x, y);
        return y;
    }

    private static void ShouldBe(IEnumerable<T> actual, double[] expected)
        => actual.Zip(expected, (a, e) => Math.Abs(double.CreateChecked(a) - e)).Max().Should().BeLessThan(_tolerance);

    private static int Column(int i) => new[] { 2, 4, 4, 4, 5, 5, 7, 9 }[i];
}
