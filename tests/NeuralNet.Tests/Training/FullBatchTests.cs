using NeuralNet.Numerics;

namespace NeuralNet.Tests;

/// <summary>What training has works with the methods of all samples, and what they cannot use is refused.</summary>
public sealed class FullBatchTests
{
    public static TheoryData<string> Methods => [.. All.Keys];

    private static Dictionary<string, FullBatchOptimizer> All => Some.FullBatchOptimizers().ToDictionary(method => method.GetType().Name);

    [Theory]
    [MemberData(nameof(Methods))]
    public void An_iteration_allocates_nothing(string name)
    {
        Network<double> network = NewNetwork();
        Loss<double> loss = new MeanSquaredError<double>();
        TrainingData<double> data = TrainingChecks.Data(Some.Regression<double>(300), new DataNames("x", "y", "weights"), network, loss);
        var options = new TrainingOptions { Optimizer = All[name] };
        StepMaker<double> steps = All[name].NewSteps(
            new TrainingTask<double>(network, loss, options, new TrainingState<double>(network, All[name]), data, validation: null, workers: null));
        ScoreSums sums = default;

        // The first ones make the memory that is kept.
        var bytes = new long[8];
        WorkerMemory.ForThreads(1)[0].During(() =>
        {
            for (int step = 0; step < bytes.Length; step++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                NoStep? noStep = steps.Make(ref sums, inspector: null);
                bytes[step] = GC.GetAllocatedBytesForCurrentThread() - before;
                noStep.Should().BeNull();
            }

            return 0;
        });

        bytes[3..].Should().OnlyContain(count => count == 0);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Threads_and_blocks_of_samples_change_no_bit_and_the_same_seed_gives_the_same_weights(string name)
    {
        byte[][] weights = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            Network<double> network = Network.WithInputs<double>(2).Dense(60).Tanh().Dense(2).Build(seed: 1);
            Fit(network, new TrainingOptions { Optimizer = All[name], Epochs = 4, Threads = threads }, Some.Regression<double>(700, outputs: 2));
            return Bits.Of(network);
        })];

        weights[1].Should().Equal(weights[0]);
        weights[2].Should().Equal(weights[0]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_loss_falls_below_a_threshold_and_training_stops_there(string name)
    {
        TrainingResult result = Fit(NewNetwork(), new TrainingOptions { Optimizer = All[name], Epochs = 2000, StopWhenLossBelow = 0.02 });

        result.StopReason.Should().Be(StopReason.LossReached, result.ToString());
        result.FinalScores!.Value.Loss.Should().BeLessThan(0.02);
        result.Steps.Should().Be(result.History.Count);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Early_stopping_puts_the_weights_with_the_best_validation_loss_back(string name)
    {
        Dataset<double> noisy = Noisy(24), validation = Noisy(40, seed: 9);
        Network<double> network = Network.WithInputs<double>(2).Dense(12).Tanh().Dense(1).Build(seed: 1);
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions
        {
            Optimizer = All[name],
            Epochs = 400,
            EarlyStopping = new EarlyStopping(5),
        });

        TrainingResult result = trainer.Fit(noisy, validation);

        double best = result.History.Min(record => record.Validation!.Value.Loss);
        result.RestoredEpoch.Should().Be(result.History.First(record => record.Validation!.Value.Loss == best).Epoch);
        trainer.Evaluate(validation).Loss.Should().BeApproximately(best, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Cancelled_within_an_iteration_and_taken_up_from_its_checkpoint_a_run_ends_as_if_it_had_not_been(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("solver").FullName, "run.safetensors");
        var options = new TrainingOptions { Optimizer = All[name], Epochs = 12 };
        Network<double> whole = NewNetwork(new Counting()), parts = NewNetwork(new Counting());
        TrainingResult uninterrupted = new Trainer<double>(whole, new MeanSquaredError<double>(), options).Fit(Some.Regression<double>(700));

        // Two blocks of samples a pass: some of these numbers of forward passes are within an iteration, some between
        // two.
        bool isFirst = true;
        foreach (int passes in new[] { 1, 2, 3, 5, 6 })
        {
            using var cancellation = new CancellationTokenSource();
            ((Counting)parts.Layers[1]).CancelAfter(passes, cancellation);
            var trainer = new Trainer<double>(parts, new MeanSquaredError<double>(), options with
            {
                Checkpoint = new CheckpointOptions(path) { EveryEpochs = 1000 },
            });
            if (!isFirst)
                trainer.Restore(path);
            TrainingResult part = trainer.Fit(Some.Regression<double>(700), cancellation: cancellation.Token);
            part.StopReason.Should().Be(StopReason.Cancelled);
            isFirst = false;
        }

        var last = new Trainer<double>(parts, new MeanSquaredError<double>(), options);
        last.Restore(path);
        TrainingResult result = last.Fit(Some.Regression<double>(700));

        Bits.Of(parts).Should().Equal(Bits.Of(whole));
        result.History.Should().Equal(uninterrupted.History);
        (result.StopReason, result.Steps).Should().Be((uninterrupted.StopReason, uninterrupted.Steps));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_checkpoint_alone_makes_the_trainer_again(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("solver").FullName, "run.safetensors");
        var options = new TrainingOptions { Optimizer = All[name], Epochs = 6, Checkpoint = new CheckpointOptions(path) };
        Network<double> network = NewNetwork();
        Fit(network, options with { Epochs = 3 });

        Trainer<double> loaded = Trainer.Load<double>(path);

        loaded.Options.Optimizer.Should().Be(All[name]);
        loaded.Fit(_data);
        new Trainer<double>(network, new MeanSquaredError<double>(), options with { Checkpoint = null, Epochs = 3 }).Options.Optimizer.Should().Be(All[name]);
        Network<double> whole = NewNetwork();
        Fit(whole, options with { Checkpoint = null, Epochs = 3 });
        Bits.Of(loaded.Network).Should().Equal(Bits.Of(whole));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_time_limit_ends_a_run_between_two_iterations_or_within_one(string name)
    {
        TrainingResult result = Fit(NewNetwork(), new TrainingOptions { Optimizer = All[name], Epochs = int.MaxValue, TimeLimit = TimeSpan.FromTicks(1) });

        (result.StopReason, result.Steps).Should().Be((StopReason.TimeLimit, 0));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Data_that_determine_nothing_give_a_result_or_a_reason_and_never_an_exception(string name)
    {
        Matrix<double> x = Some.Matrix<double>(20, 2);
        var constant = Matrix<double>.Build.Dense(20, 1, 3);
        (string What, Dataset<double> Data)[] sets =
        [
            ("fewer samples than weights", Some.Regression<double>(3)),
            ("one sample", Some.Regression<double>(1)),
            ("a constant column", new(x.Append(constant).SubMatrix(0, 20, 1, 2), Some.Matrix<double>(20, 1, seed: 6))),
            ("constant columns alone", new(constant.Append(constant), Some.Matrix<double>(20, 1, seed: 6))),
            ("columns of zeros", new(Matrix<double>.Build.Dense(20, 2), Some.Matrix<double>(20, 1, seed: 6))),
            ("rows that repeat", new(Matrix<double>.Build.Dense(20, 2, (i, j) => x[i % 3, j]), Matrix<double>.Build.Dense(20, 1, (i, _) => i % 3))),
            ("rows that contradict each other", new(Matrix<double>.Build.Dense(20, 2, (i, j) => x[i % 3, j]), Some.Matrix<double>(20, 1, seed: 6))),
            ("a target without variance", new(x, constant)),
            ("a target of zeros", new(x, Matrix<double>.Build.Dense(20, 1))),
            ("large values", new(x * 1e150, Some.Matrix<double>(20, 1, seed: 6) * 1e150)),
            ("small values", new(x * 1e-150, Some.Matrix<double>(20, 1, seed: 6) * 1e-150)),
        ];
        foreach ((string what, Dataset<double> data) in sets)
        {
            foreach (Initializer start in new[] { Initializer.GlorotUniform, Initializer.Zeros })
            {
                Network<double> network = Network.WithInputs<double>(2).Dense(8, start).Tanh().Dense(1, start).Build(seed: 1);
                double before = new Trainer<double>(network, new MeanSquaredError<double>()).Evaluate(data).Loss;

                TrainingResult result = Fit(network, new TrainingOptions { Optimizer = All[name], Epochs = 50 }, data);

                network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Should().OnlyContain(value => double.IsFinite(value), what);
                result.StopReason.Should().BeOneOf([StopReason.EpochsReached, StopReason.Converged, StopReason.NoFurtherImprovement, StopReason.Diverged],
                    what);
                result.ToString().Should().NotContain("NaN", what);
                if (All[name] is LevenbergMarquardt or Lbfgs && result.StopReason != StopReason.Diverged)
                    new Trainer<double>(network, new MeanSquaredError<double>()).Evaluate(data).Loss.Should().BeLessThanOrEqualTo(before, what);
            }
        }
    }

    [Fact]
    public void At_a_minimum_the_message_gives_gradient_and_damping()
    {
        Matrix<double> x = Some.Matrix<double>(30, 2);
        Network<double> linear = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);

        TrainingResult result = Fit(linear, new TrainingOptions { Optimizer = new LevenbergMarquardt() },
            new Dataset<double>(x, Some.Matrix<double>(30, 1, seed: 6)));

        result.StopReason.Should().Be(StopReason.Converged);
        result.StopMessage.Should().Contain("the largest element of the gradient is").And.Contain("damping");
    }

    [Fact]
    public void A_loss_whose_gradient_is_wrong_stalls_and_says_so()
    {
        Loss<double> uphill = Loss.ByElement<double>((p, t) => (p - t) * (p - t), (p, t) => -2 * (p - t), (_, _) => 2);
        foreach (FullBatchOptimizer method in new FullBatchOptimizer[] { new LevenbergMarquardt(), new Lbfgs() })
        {
            Network<double> network = NewNetwork();
            byte[] before = Bits.Of(network);

            TrainingResult result = new Trainer<double>(network, uphill, new TrainingOptions { Optimizer = method }).Fit(_data);

            result.StopReason.Should().Be(StopReason.NoFurtherImprovement);
            Bits.Of(network).Should().Equal(before);
        }
    }

    [Fact]
    public void Weights_that_a_program_changes_between_two_steps_are_those_that_training_goes_on_with()
    {
        foreach (FullBatchOptimizer method in All.Values.Where(method => method is not Rprop))
        {
            Network<double> network = NewNetwork();
            var options = new TrainingOptions { Optimizer = method, Epochs = 8, Progress = new Listener(record => Disturb(network, record.Epoch)) };

            TrainingResult result = Fit(network, options);

            result.History[3].Training.Loss.Should().BeGreaterThan(100, "the loss of the fourth epoch is that of the weights that were disturbed");
            result.History[^1].Training.Loss.Should().BeLessThan(10);
        }
    }

    [Fact]
    public void What_a_method_of_all_samples_cannot_use_is_refused_with_what_to_do()
    {
        Refused(new TrainingOptions { Optimizer = new Lbfgs(), BatchSize = 32 }).Should().Contain("'BatchSize' is 32, but Lbfgs takes all 60 samples a step");
        Refused(new TrainingOptions { Optimizer = new Rprop(), Clipping = GradientClipping.ByNorm(1) }).Should().Contain("'Clipping' is set, but Rprop");
        Refused(new TrainingOptions { Optimizer = new Rprop(), Order = SampleOrder.WithReplacement }).Should().Contain("'Order' is WithReplacement, but Rprop");
        Refused(new TrainingOptions { Optimizer = new LevenbergMarquardt(), L1 = 0.1 }).Should().Contain("'L1' is 0.1, but LevenbergMarquardt");
        Refused(new TrainingOptions { Optimizer = new BayesianRegularization(), L2 = 0.1 }).Should()
            .Contain("'L2' is 0.1, but BayesianRegularization finds the penalty itself");
        Refused(new TrainingOptions { Optimizer = new LevenbergMarquardt() }, new MeanAbsoluteError<double>()).Should()
            .Contain("LevenbergMarquardt needs the second derivative of the loss, and MeanAbsoluteError gives none. Use Lbfgs or Rprop");
        Refused(new TrainingOptions { Optimizer = new BayesianRegularization() }, new Huber<double>()).Should()
            .Contain("BayesianRegularization takes the errors to be normal noise");
        Refused(new TrainingOptions { Optimizer = new Lbfgs() }, layers: builder => builder.Dropout(0.5)).Should()
            .Contain("Layer 2 (Dropout").And.Contain("Use BayesianRegularization or an L2 penalty");
    }

    [Fact]
    public void Too_many_weights_for_Levenberg_Marquardt_are_refused_with_the_memory_they_would_take()
    {
        Network<float> network = Network.WithInputs<float>(1000).Dense(500).Tanh().Dense(1).Build(seed: 1);
        Matrix<float> x = Some.Matrix<float>(3, 1000), y = Some.Matrix<float>(3, 1);

        Action fit = () => new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions { Optimizer = new LevenbergMarquardt() }).Fit(x, y);

        fit.Should().Throw<ArgumentException>().WithMessage("*501001 weights*two matrices of 501001 x 501001, 2008 GB*Use Lbfgs*");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    public void Settings_outside_their_range_are_refused(double value)
    {
        FullBatchOptimizer[] wrong =
        [
            new LevenbergMarquardt { FirstDamping = value }, new LevenbergMarquardt { DampingDecrease = value },
                new LevenbergMarquardt { DampingIncrease = value }, new LevenbergMarquardt { LargestDamping = value },
            new Rprop { FirstStep = value }, new Rprop { Decrease = value }, new Rprop { Increase = value }, new Rprop { SmallestStep = value },
                new Rprop { LargestStep = value }, new Lbfgs { Memory = 0 },
        ];

        foreach (FullBatchOptimizer method in wrong)
            ((Action)(() => new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), new TrainingOptions { Optimizer = method }))).Should()
                .Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Classifiers_are_trained_to_the_end_by_Levenberg_Marquardt()
    {
        Dataset<double> spirals = Some.Classification<double>(90);
        Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(3).Softmax().Build(seed: 1);

        var trainer = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Optimizer = new LevenbergMarquardt(), L2 = 1e-3 });
        trainer.Fit(spirals);

        trainer.Evaluate(spirals).Accuracy.Should().BeGreaterThan(0.95);
    }

    private static readonly Dataset<double> _data = Some.Regression<double>(60);

    private static Network<double> NewNetwork(Layer<double>? activation = null)
        => Network.WithInputs<double>(2).Dense(6).Add(activation ?? new Tanh<double>()).Dense(1).Build(seed: 1);

    private static TrainingResult Fit(Network<double> network, TrainingOptions options, Dataset<double>? data = null)
        => new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data ?? _data);

    private static Dataset<double> Noisy(int samples, int seed = 3)
    {
        Dataset<double> data = Some.Regression<double>(samples, seed: seed);
        return data with { Y = data.Y + 0.5 * Some.Matrix<double>(samples, 1, seed: seed + 1) };
    }

    private static void Disturb(Network<double> network, int epoch)
    {
        if (epoch == 3)
            network.Parameters[^1].Value[0, 0] += 20;
    }

    private static string Refused(TrainingOptions options, Loss<double>? loss = null, Func<NetworkBuilder<double>, NetworkBuilder<double>>? layers = null)
    {
        NetworkBuilder<double> hidden = Network.WithInputs<double>(2).Dense(6).Tanh();
        Network<double> network = (layers is null ? hidden : layers(hidden)).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);

        Action fit = () => new Trainer<double>(network, loss ?? new MeanSquaredError<double>(), options).Fit(_data);

        string message = fit.Should().Throw<ArgumentException>().Which.Message;
        Bits.Of(network).Should().Equal(before);
        return message;
    }

    private sealed class Listener(Action<EpochRecord> report) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => report(value);
    }

    /// <summary>The hyperbolic tangent, which cancels training after a number of forward passes.</summary>
    private sealed class Counting : Activation<double>
    {
        private int _left;
        private CancellationTokenSource? _cancellation;

        public void CancelAfter(int passes, CancellationTokenSource cancellation) => (_left, _cancellation) = (passes, cancellation);

        protected override void Forward(ReadOnlySpan<double> x, Span<double> y)
        {
            if (--_left == 0)
                _cancellation!.Cancel();
            for (int i = 0; i < x.Length; i++)
                y[i] = Math.Tanh(x[i]);
        }

        protected override void Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
        {
            for (int i = 0; i < x.Length; i++)
                dx[i] = dy[i] * (1 - (y[i] * y[i]));
        }
    }
}
