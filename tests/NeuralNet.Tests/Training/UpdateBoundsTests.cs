using System.Numerics;

namespace NeuralNet.Tests;

public sealed class UpdateBoundsInDouble : UpdateBoundsTests<double>;

public sealed class UpdateBoundsInFloat : UpdateBoundsTests<float>;

/// <summary>
/// An update that cannot overflow does not keep the weights it replaces. Nobody is to see it, so it is compared with runs whose learning rate is a
/// function of the user's, which always keep them.
/// </summary>
public abstract class UpdateBoundsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Inputs = 60, Outputs = 3, BatchSize = 5;

    private static readonly Dataset<T> _data = new(Some.Matrix<T>(64, Inputs), Some.Matrix<T>(64, Outputs));

    private static readonly TrainingOptions _options = new() { BatchSize = BatchSize, Epochs = 3, Optimizer = new Sgd { LearningRate = 0.01, Momentum = 0.9 } };

    public static TheoryData<Optimizer> Descents() => [.. Some.Optimizers(rate: 0.01).OfType<Sgd>()];

    public static TheoryData<LearningRateSchedule> Schedules() => [.. Some.Schedules(0.01)];

    [Theory]
    [MemberData(nameof(Descents))]
    public void Training_leaves_the_same_bits_and_says_the_same(Optimizer optimizer)
    {
        foreach (TrainingOptions options in (TrainingOptions[])[_options, _options with { L1 = 1e-3, L2 = 1e-2 }, _options with { Threads = 2, Order = SampleOrder.WithReplacement }])
            CompareWithKeeping(NewNetwork(), options with { Optimizer = optimizer }, _data).StopReason.Should().Be(StopReason.EpochsReached);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1e10)]
    [InlineData(1e25)]
    public void A_run_that_diverges_keeps_the_weights_from_before_the_step_that_failed(double rate)
    {
        // These end in a loss that is not finite, after steps that kept what they replaced and others that did not.
        var data = new Dataset<T>(Some.Matrix<T>(2000, Inputs), Some.Matrix<T>(2000, Outputs));
        TrainingOptions options = _options with { Optimizer = new Sgd { LearningRate = rate, Momentum = 0.9 }, Epochs = 1 };
        Network<T> stopped = NewNetwork(), network = NewNetwork();

        TrainingResult result = CompareWithKeeping(network, options, data);
        new Trainer<T>(stopped, new MeanSquaredError<T>(), options with { Steps = result.Steps }).Fit(data);

        result.StopReason.Should().Be(StopReason.Diverged);
        network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).All(T.IsFinite).Should().BeTrue();
        Bits.Of(network).Should().Equal(Bits.Of(stopped));
    }

    [Fact]
    public void An_update_that_overflows_after_a_finite_loss_is_taken_back()
    {
        Network<T> network = NewNetwork();
        byte[] before = Bits.Of(network);
        Dataset<T> data = _data with { X = _data.X.Multiply(T.Sqrt(Largest) / T.CreateChecked(1e6)) };

        TrainingResult result = CompareWithKeeping(network, _options with { Optimizer = new Sgd { LearningRate = 1e20 }, Diagnostics = Diagnostics.Off }, data);

        result.StopMessage.Should().Contain("weight would have become NaN or infinite in layer 0");
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_rate_that_is_infinite_in_the_precision_of_the_network_changes_no_weight()
    {
        // No gradient anywhere: all that could overflow is the rate.
        var zeros = new Dataset<T>(MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(64, Inputs), MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(64, Outputs));
        Network<T> network = NewNetwork();
        byte[] before = Bits.Of(network);

        TrainingResult result = CompareWithKeeping(network, _options with { Optimizer = new Sgd { LearningRate = 1e300 }, Diagnostics = Diagnostics.Off }, zeros);

        result.StopReason.Should().Be(typeof(T) == typeof(float) ? StopReason.Diverged : StopReason.EpochsReached);
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void Weights_that_were_changed_between_two_epochs_are_the_ones_that_are_kept()
    {
        // Nothing but zeros learns nothing. Then there is one weight, of an input that is always 0: the loss does not see it, the penalty's gradient overflows.
        Matrix<T> x = _data.X.Clone();
        x.ClearColumn(7);
        var zeros = new Dataset<T>(x, MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(64, Outputs));
        TrainingOptions options = _options with { Optimizer = new Sgd { LearningRate = 1 }, L2 = 1e20, Epochs = 2, Diagnostics = Diagnostics.Off };
        Network<T> network = NewNetwork();
        foreach (Parameter<T> parameter in network.Parameters)
            parameter.Value.Clear();
        byte[] changed = [];

        TrainingResult result = Fit(network, options with { Progress = new AfterTheFirstEpoch(Change) }, zeros);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.Steps.Should().Be(13, "the first epoch is as good as any");
        Bits.Of(network).Should().Equal(changed);

        void Change()
        {
            network.Parameters[0].Value[7, 1] = Largest / T.CreateChecked(1e18);
            changed = Bits.Of(network);
        }
    }

    [Fact]
    public void A_rate_of_zero_changes_no_bit()
    {
        Network<T> network = NewNetwork();
        network.Parameters[0].Value[0, 0] = T.NegativeZero;
        byte[] before = Bits.Of(network);

        CompareWithKeeping(network, _options with { Optimizer = new Sgd { LearningRate = 0 } }, _data);

        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        TrainingOptions options = _options with { Diagnostics = Diagnostics.Off, Epochs = 10 };
        Allocated(options with { Steps = 20 });

        // Both end within their second epoch.
        Allocated(options with { Steps = 24 }).Should().Be(Allocated(options with { Steps = 15 }));

        static long Allocated(TrainingOptions options)
        {
            var trainer = new Trainer<T>(NewNetwork(), new MeanSquaredError<T>(), options);
            long before = GC.GetAllocatedBytesForCurrentThread();
            trainer.Fit(_data);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Only_schedules_that_run_no_code_of_the_users_let_weights_be_forgotten(LearningRateSchedule schedule)
    {
        bool isOfTheUsers = schedule.ToString().Contains("a function");

        AreForgotten(NewNetwork(), new MeanSquaredError<T>(), _options with { Optimizer = new Sgd { LearningRate = schedule } }).Should().Be(!isOfTheUsers);
        AreForgotten(NewNetwork(), new MeanSquaredError<T>(), _options with { Optimizer = new Sgd { LearningRate = new WarmUp(3, schedule) } }).Should().Be(!isOfTheUsers);
    }

    [Fact]
    public void Code_of_the_users_and_what_must_see_gradients_first_let_no_weights_be_forgotten()
    {
        AreForgotten(NewNetwork(), new MeanSquaredError<T>(), _options).Should().BeTrue();
        AreForgotten(NewNetwork(), Loss.FromFunction<T>((p, t) => (0, p - t)), _options).Should().BeFalse();
        AreForgotten(NewNetwork(), new MeanSquaredError<T>(), _options with { Clipping = GradientClipping.ByNorm(1) }).Should().BeFalse();
        AreForgotten(NewNetwork(), new MeanSquaredError<T>(), _options with { Optimizer = new Adam() }).Should().BeFalse();
        AreForgotten(Network.WithInputs<T>(Inputs).Dense(80).Add(new Doubling()).Dense(Outputs).Build(seed: 1), new MeanSquaredError<T>(), _options).Should().BeFalse();
    }

    private static Network<T> NewNetwork() => Network.WithInputs<T>(Inputs).Dense(80).ReLU().Dense(Outputs).Build(seed: 1);

    private static TrainingOptions Keeping(TrainingOptions options)
    {
        LearningRateSchedule schedule = options.Optimizer.LearningRate;
        return options with { Optimizer = options.Optimizer with { LearningRate = LearningRateSchedule.From(schedule.RateAt) } };
    }

    private static TrainingResult Fit(Network<T> network, TrainingOptions options, Dataset<T> data) => new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(data);

    private static TrainingResult CompareWithKeeping(Network<T> network, TrainingOptions options, Dataset<T> data)
    {
        Network<T> keeping = network.Clone();

        TrainingResult result = Fit(network, options, data);
        TrainingResult expected = Fit(keeping, Keeping(options), data);

        Bits.Of(network).Should().Equal(Bits.Of(keeping));
        result.StopMessage.Should().Be(expected.StopMessage);
        result.History.Should().Equal(expected.History, (one, other) => one.Training == other.Training);
        result.Findings.Select(finding => finding.ToString()).Should().Equal(expected.Findings.Select(finding => finding.ToString()));
        return result;
    }

    private static T Largest => typeof(T) == typeof(float) ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue);

    private static bool AreForgotten(Network<T> network, Loss<T> loss, TrainingOptions options)
    {
        var data = new TrainingData<T>(_data, TargetKind.Continuous, weights: null);
        var state = new TrainingState<T>(network, options.Optimizer);
        var batch = new Minibatch<T>(network, loss, BatchSize, state.Gradients, inputGradient: null, workers: null);
        return UpdateBounds<T>.For(network, loss, options, state, data, batch, stepsPerEpoch: 13) is not null;
    }

    /// <summary>Changes the network at the end of the first epoch.</summary>
    private sealed class AfterTheFirstEpoch(Action change) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord record)
        {
            if (record.Epoch == 1)
                change();
        }
    }

    /// <summary>y = 2 x.</summary>
    private sealed class Doubling : Activation<T>
    {
        protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] + x[i];
        }

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < x.Length; i++)
                dx[i] = dy[i] + dy[i];
        }
    }
}
