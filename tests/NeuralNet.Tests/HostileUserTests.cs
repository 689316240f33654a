using System.Collections.Concurrent;
using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>What the library does when it is not treated kindly.</summary>
public sealed class HostileUserTests
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 20);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_language_of_the_machine_changes_nothing_that_is_written_or_computed(string culture)
    {
        (string text, byte[] file, byte[] bits) invariant = InCulture(CultureInfo.InvariantCulture, Everything);

        (string text, byte[] file, byte[] bits) there = InCulture(new CultureInfo(culture), Everything);

        there.text.Should().Be(invariant.text);
        there.file.Should().Equal(invariant.file);
        there.bits.Should().Equal(invariant.bits);
    }

    [Fact]
    public void Data_of_any_storage_train_alike()
    {
        byte[] dense = Trained(_data);

        Trained(new Dataset<double>(Matrix<double>.Build.SparseOfMatrix(_data.X), Matrix<double>.Build.SparseOfMatrix(_data.Y))).Should().Equal(dense);
        Trained(new Dataset<double>(_data.X.Stack(_data.X).SubMatrix(20, 20, 0, 2), _data.Y)).Should().Equal(dense);
        Trained(_data.Subset([.. Enumerable.Range(0, 20)])).Should().Equal(dense);
    }

    [Fact]
    public void Sparse_data_are_split_checked_and_scored_like_dense_ones()
    {
        Dataset<double> classes = Some.Classification<double>(samples: 30);
        var sparse = new Dataset<double>(Matrix<double>.Build.SparseOfMatrix(classes.X), Matrix<double>.Build.SparseOfMatrix(classes.Y));
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        var options = new TrainingOptions { ValidationFraction = 0.3, ClassWeights = [1, 2, 3], Epochs = 2 };

        TrainingResult ofDense = new Trainer<double>(network.Clone(), new SoftmaxCrossEntropy<double>(), options).Fit(classes);
        TrainingResult ofSparse = new Trainer<double>(network.Clone(), new SoftmaxCrossEntropy<double>(), options).Fit(sparse);

        ofSparse.History.Select(record => (record.Training, record.Validation)).Should()
            .Equal(ofDense.History.Select(record => (record.Training, record.Validation)));
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>()).Evaluate(sparse).Should()
            .Be(new Trainer<double>(network, new SoftmaxCrossEntropy<double>()).Evaluate(classes));
        GradientCheck.Run(network, new SoftmaxCrossEntropy<double>(), sparse).IsCorrect.Should().BeTrue();
    }

    [Fact]
    public void Denormal_numbers_are_numbers()
    {
        var data = new Dataset<double>(_data.X.Multiply(1e-315), _data.Y.Multiply(1e-315));
        Network<double> network = NewNetwork();

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 2 }).Fit(data);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().OnlyContain(value => double.IsFinite(value));
    }

    [Fact]
    public void Huge_numbers_end_in_a_typed_reason_with_finite_weights()
    {
        foreach (double size in new[] { 1e100, 1e154, 1e200, 1e300 })
        {
            Network<double> network = NewNetwork();
            byte[] before = Bits.Of(network);

            TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 3 })
                .Fit(_data with { Y = _data.Y.Multiply(size) });

            result.StopReason.Should().BeOneOf(StopReason.EpochsReached, StopReason.Diverged);
            network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().OnlyContain(value => double.IsFinite(value));
            if (result.StopReason == StopReason.Diverged)
                result.StopMessage.Should().Contain("epoch 1, step 1");
            else
                Bits.Of(network).Should().NotEqual(before, "a run that goes on learns");
        }
    }

    [Theory]
    [InlineData(typeof(Adam))]
    [InlineData(typeof(AdamW))]
    [InlineData(typeof(RmsProp))]
    public void A_gradient_whose_square_overflows_does_not_stall_training_in_silence(Type optimizer)
    {
        // Squares of 1e30 are infinite in float: a mean square that is infinite once stays so, and every later step
        // would be 0.
        Network<float> network = Network.WithInputs<float>(2).Dense(1).Build(seed: 1);
        float size = 1e30f;
        Loss<float> loss = Loss.ByElement<float>((_, _) => 1, (_, _) => size);
        var trainer = new Trainer<float>(network, loss, new TrainingOptions
        {
            Optimizer = (Optimizer)Activator.CreateInstance(optimizer)!,
            Epochs = 1,
            Diagnostics = Diagnostics.Off,
        });

        TrainingResult first = trainer.Fit(Some.Regression<float>(samples: 20));
        byte[] afterFirst = Bits.Of(network);
        size = 1;
        trainer.Fit(Some.Regression<float>(samples: 20));

        (first.StopReason == StopReason.Diverged || !Bits.Of(network).SequenceEqual(afterFirst)).Should()
            .BeTrue("training either says that it diverged or goes on");
        Bits.Of(network).Should().NotEqual(afterFirst);
    }

    [Fact]
    public void An_exception_from_progress_leaves_the_weights_and_the_trainer_usable()
    {
        int reports = 0;
        var listener = new Listener(_ =>
        {
            if (++reports == 2)
                throw new InvalidOperationException("the window was closed");
        });
        var options = new TrainingOptions { Epochs = 4, Progress = listener };
        var trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), options);
        var undisturbed = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), options with { Progress = null, Epochs = 6 });

        Action first = () => trainer.Fit(_data);

        first.Should().Throw<InvalidOperationException>().WithMessage("the window was closed");
        trainer.Fit(_data).StopReason.Should().Be(StopReason.EpochsReached);
        undisturbed.Fit(_data);
        Bits.Of(trainer.Network).Should().Equal(Bits.Of(undisturbed.Network));
    }

    [Fact]
    public void An_exception_from_a_loss_leaves_the_weights_of_the_last_step_and_the_trainer_usable()
    {
        int evaluations = 0;
        Loss<double> loss = Loss.FromFunction<double>((predictions, targets) => ++evaluations == 4
            ? throw new TimeoutException()
            : (1, (predictions - targets) / predictions.RowCount));
        var options = new TrainingOptions { BatchSize = 5, Epochs = 1, Diagnostics = Diagnostics.Off };
        var trainer = new Trainer<double>(NewNetwork(), loss, options);
        var undisturbed = new Trainer<double>(NewNetwork(), loss, options);

        Action first = () => trainer.Fit(_data);

        first.Should().Throw<TimeoutException>();
        trainer.Fit(_data).Steps.Should().Be(1, "three of the four steps of the epoch were done");
        undisturbed.Fit(_data);
        Bits.Of(trainer.Network).Should().Equal(Bits.Of(undisturbed.Network));
    }

    [Fact]
    public void A_second_Fit_at_the_same_time_is_refused_and_the_first_goes_on()
    {
        Trainer<double>? trainer = null;
        Exception? thrown = null;
        trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), new TrainingOptions
        {
            Epochs = 2,
            Progress = new Listener(_ => thrown = Record.Exception(() => trainer!.Fit(_data))),
        });

        TrainingResult result = trainer.Fit(_data);

        thrown.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("already in a Fit");
        result.StopReason.Should().Be(StopReason.EpochsReached);
        trainer.Fit(_data).StopReason.Should().Be(StopReason.EpochsReached);
    }

    [Fact]
    public void Trainings_at_the_same_time_do_not_disturb_each_other()
    {
        byte[][] expected = [.. Enumerable.Range(0, 8).Select(seed => Trained(_data, seed))];
        var actual = new byte[8][];

        Parallel.For(0, 8, seed => actual[seed] = Trained(_data, seed));

        for (int seed = 0; seed < 8; seed++)
            actual[seed].Should().Equal(expected[seed]);
    }

    [Fact]
    public async Task Predicting_while_the_network_is_trained_gives_finite_numbers()
    {
        Network<double> network = NewNetwork();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 200, BatchSize = 4 });
        var wrong = new ConcurrentBag<double>();
        using var done = new CancellationTokenSource();

        Task predicting = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (double value in network.Predict(_data.X).Enumerate().Where(value => !double.IsFinite(value)))
                    wrong.Add(value);
            }
        });
        trainer.Fit(_data);
        await done.CancelAsync();
        await predicting;

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Weights_changed_between_Fits_are_where_the_second_starts()
    {
        var options = new TrainingOptions { Optimizer = new Sgd(), Epochs = 1, BatchSize = 20 };
        Network<double> network = NewNetwork();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), options);
        trainer.Fit(_data);
        network.Parameters[0].Value.Clear();
        Network<double> expected = network.Clone();

        trainer.Fit(_data);
        new Trainer<double>(expected, new MeanSquaredError<double>(), options).Fit(_data);

        Bits.Of(network).Should().Equal(Bits.Of(expected));
    }

    [Fact]
    public void A_weight_set_to_NaN_between_Fits_is_refused()
    {
        Network<double> network = NewNetwork();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 1 });
        trainer.Fit(_data);
        network.Parameters[2].Value[3, 0] = double.PositiveInfinity;

        Action fit = () => trainer.Fit(_data);

        fit.Should().Throw<ArgumentException>().WithMessage("*weight of layer 2*Infinity*row 3, column 0*");
    }

    [Fact]
    public void Data_lists_and_settings_that_change_during_training_do_not_change_it()
    {
        Matrix<double> x = _data.X.Clone();
        Matrix<double> y = _data.Y.Clone();
        double[] weights = [.. Enumerable.Repeat(1.0, 20)];
        var options = new TrainingOptions { Epochs = 5 };
        Network<double> network = NewNetwork();
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), options with
        {
            Progress = new Listener(_ =>
            {
                x.Clear();
                y.Clear();
                Array.Clear(weights);
            }),
        });

        trainer.Fit(new Dataset<double>(x, y) { SampleWeights = weights });

        Network<double> expected = NewNetwork();
        new Trainer<double>(expected, new MeanSquaredError<double>(), options).Fit(_data with { SampleWeights = [.. Enumerable.Repeat(1.0, 20)] });
        Bits.Of(network).Should().Equal(Bits.Of(expected));
    }

    [Fact]
    public void Training_changes_neither_the_data_nor_the_targets()
    {
        byte[] x = Bits.Of(_data.X);
        byte[] y = Bits.Of(_data.Y);

        Trained(_data);

        Bits.Of(_data.X).Should().Equal(x);
        Bits.Of(_data.Y).Should().Equal(y);
    }

    [Fact]
    public void A_list_of_layers_that_changes_afterwards_does_not_change_the_network()
    {
        List<Layer<double>> layers = [new Dense<double>(2, 1)];
        var network = new Network<double>(2, layers);

        layers.Clear();

        network.Layers.Should().ContainSingle();
        network.Predict(_data.X).RowCount.Should().Be(20);
    }

    [Fact]
    public void Data_of_another_size_can_follow_in_the_next_Fit()
    {
        var trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), new TrainingOptions { BatchSize = 4, Steps = 3 });
        trainer.Fit(_data);

        TrainingResult result = trainer.Fit(_data.Subset([0, 1, 2]));

        result.StopReason.Should().Be(StopReason.StepsReached);
        result.Steps.Should().Be(3);
        result.History.Should().OnlyContain(record => double.IsFinite(record.Training.Loss));
    }

    [Fact]
    public void A_loss_that_scribbles_over_its_inputs_cannot_reach_the_data()
    {
        Loss<double> vandal = Loss.FromFunction<double>((predictions, targets) =>
        {
            Matrix<double> gradient = (predictions - targets) / predictions.RowCount;
            targets.Clear();
            return (1, gradient);
        });
        byte[] before = Bits.Of(_data.Y);

        new Trainer<double>(NewNetwork(), vandal, new TrainingOptions { Epochs = 2 }).Fit(_data);

        Bits.Of(_data.Y).Should().Equal(before);
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Build(seed: 1);

    private static byte[] Trained(Dataset<double> data, int seed = 0)
    {
        Network<double> network = NewNetwork();
        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 10, BatchSize = 6, Seed = seed }).Fit(data);
        return Bits.Of(network);
    }

    private static (string Text, byte[] File, byte[] Bits) Everything()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1200).LeakyReLU(0.125).Dropout(0.5).Dense(3).Softmax().Build(seed: 1);
        Dataset<double> data = Some.Classification<double>(samples: 30);
        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 3,
            ValidationFraction = 0.25,
            StopWhenLossBelow = 0.001,
        }).Fit(data);
        GradientReport report = GradientCheck.OfLoss(new MeanSquaredError<double>(), data.X, data.X.Add(1.5));
        int[] labels = Labels.FromPredictions(data.Y);
        var confusion = new ConfusionMatrix(network.Classify(data.X), labels, classes: 3);
        string? refused = Record.Exception(() => network.Predict(data.X.Multiply(double.NaN)))?.Message;

        // .NET adds a line with the value in the language of the machine.
        string? outside = Record.Exception(() => new Dropout<double>(1.5))?.Message.Split(Environment.NewLine)[0];
        using var file = new MemoryStream();
        network.Save(file);
        string withoutTime = string.Join('\n', result.ToString().Split(Environment.NewLine).Where(line => !line.EndsWith(" s", StringComparison.Ordinal)));
        string text = string.Join('\n', withoutTime, result.StopMessage, network, report, confusion, refused, outside, string.Join('\n', result.History),
            new ConstantRate(0.5), new Dropout<double>(0.5), Initializer.Constant(-0.5));
        Bits.Of(Network.Load<double>(new MemoryStream(file.ToArray()))).Should().Equal(Bits.Of(network));
        return (text, file.ToArray(), Bits.Of(network));
    }

    private static TValue InCulture<TValue>(CultureInfo culture, Func<TValue> function)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private sealed class Listener(Action<EpochRecord> action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action(value);
    }
}
