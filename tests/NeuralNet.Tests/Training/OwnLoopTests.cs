using System.Numerics;

namespace NeuralNet.Tests;

public sealed class OwnLoopInDouble : OwnLoopTests<double>;

public sealed class OwnLoopInFloat : OwnLoopTests<float>;

/// <summary>Steps of a loop of one's own are those of Fit.</summary>
public abstract class OwnLoopTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BatchSize = 16;

    // 50 samples are three batches of 16 and one of 2.
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 50);
    private static readonly TrainingOptions _options = new()
    {
        Order = SampleOrder.AsGiven,
        BatchSize = BatchSize,
        Epochs = 3,
        Optimizer = new Adam { LearningRate = 0.02 },
    };

    private static Dictionary<string, TrainingOptions> OptionsByName { get; } = NewOptions().ToDictionary(pair => pair.Name, pair => pair.Options);

    public static TheoryData<string> Names => [.. OptionsByName.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_those_of_Fit_on_the_same_batches_to_the_bit(string name)
    {
        TrainingOptions options = OptionsByName[name];
        Dataset<T> data = name == "sample weights" ? _data with { SampleWeights = [.. Enumerable.Range(0, 50).Select(i => i / 10.0)] } : _data;
        Trainer<T> fitted = NewTrainer(options);
        Trainer<T> stepped = NewTrainer(options);

        TrainingResult result = fitted.Fit(data);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            foreach (Dataset<T> batch in Batches(data))
                stepped.Step(batch);
            stepped.EndEpoch();
        }

        Bits.Of(stepped.Network).Should().Equal(Bits.Of(fitted.Network));
        result.Steps.Should().Be(12);
    }

    [Fact]
    public void Fit_goes_on_where_the_loop_ended()
    {
        Trainer<T> fitted = NewTrainer(_options);
        Trainer<T> both = NewTrainer(_options with { Epochs = 2 });

        fitted.Fit(_data);
        foreach (Dataset<T> batch in Batches(_data))
            both.Step(batch.X, batch.Y);
        both.EndEpoch();
        TrainingResult result = both.Fit(_data);

        Bits.Of(both.Network).Should().Equal(Bits.Of(fitted.Network));
        result.History[0].Epoch.Should().Be(2);
    }

    [Fact]
    public void A_step_gives_the_loss_of_its_batch_before_the_update_with_the_penalties()
    {
        Trainer<T> trainer = NewTrainer(_options with { L2 = 0.1 }, dropout: 0);
        double expected = trainer.Evaluate(_data).Loss;

        trainer.Step(_data.X, _data.Y).Should().BeApproximately(expected, 1e-6);
        trainer.Evaluate(_data).Loss.Should().BeLessThan(expected);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Dataset<T>[] batches = [.. Batches(_data with { SampleWeights = [.. Enumerable.Repeat(2.0, 50)] })];
        Trainer<T> trainer = NewTrainer(_options with { ClassWeights = [1, 2, 3], L2 = 0.01, Clipping = GradientClipping.ByNorm(1) });
        for (int i = 0; i < 3; i++)
            StepOverAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        StepOverAll();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);

        void StepOverAll()
        {
            foreach (Dataset<T> batch in batches)
            {
                trainer.Step(batch);
                trainer.Step(batch.X, batch.Y);
            }
        }
    }

    [Fact]
    public void A_step_that_would_leave_the_finite_numbers_is_an_exception_and_changes_nothing()
    {
        LearningRateSchedule rate = LearningRateSchedule.From(time => time.Step < 2 ? 0.1 : double.MaxValue);
        Trainer<T> trainer = NewTrainer(_options with { Optimizer = new Sgd { LearningRate = rate, Momentum = 0.9 } });
        trainer.Step(_data.X, _data.Y);
        trainer.Step(_data.X, _data.Y);
        byte[] before = Bits.Of(trainer.Network);

        trainer.Invoking(t => t.Step(_data.X, _data.Y)).Should().Throw<ArithmeticException>()
            .WithMessage("The step was not made: at epoch 1, step 3, the * would have become NaN or infinite in layer *A lower learning rate than 1.798E+308*");
        Bits.Of(trainer.Network).Should().Equal(before);
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_refused_and_named()
    {
        Trainer<T> trainer = NewTrainer(_options);
        Matrix<T> missing = _data.X.Clone();
        missing[4, 1] = T.NaN;

        Refused(() => trainer.Step(_data.Y, _data.Y)).WithMessage("The network has 2 inputs, but 'x' has 3 columns*");
        Refused(() => trainer.Step(_data.X, _data.X)).WithMessage("The network has 3 outputs, but 'y' has 2 columns*");
        Refused(() => trainer.Step(missing, _data.Y)).WithMessage("'x' holds NaN at row 4, column 1.*");
        Refused(() => trainer.Step(_data with { SampleWeights = [1.0] })).WithMessage("'batch.X' has 50 rows, but 'batch.SampleWeights' has 1 values*");
        Refused(() => NewTrainer(_options with { ClassWeights = [1, 2] }).Step(_data)).WithMessage("'ClassWeights' has 2 weights, but there are 3 classes.*");
    }

    private static FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Refused(Func<double> step) => step.Should().Throw<ArgumentException>();

    private static IEnumerable<(string Name, TrainingOptions Options)> NewOptions()
    {
        foreach (Optimizer optimizer in Some.Optimizers(rate: 0.02))
            yield return ($"{optimizer}", _options with { Optimizer = optimizer });
        yield return ("a schedule by steps", _options with { Optimizer = new Sgd { LearningRate = new WarmUp(7, 0.1) } });
        yield return ("a schedule by epochs", _options with { Optimizer = new Sgd { LearningRate = new ExponentialDecay(0.1, 0.5) } });
        yield return ("penalties and clipping", _options with { L1 = 1e-3, L2 = 1e-2, Clipping = GradientClipping.ByNorm(0.3) });
        yield return ("penalties", _options with { L1 = 1e-3, L2 = 1e-2 });
        yield return ("class weights", _options with { ClassWeights = [1, 2, 0.1] });
        yield return ("sample weights", _options with { ClassWeights = [1, 2, 0.1] });
    }

    private static IEnumerable<Dataset<T>> Batches(Dataset<T> data)
    {
        for (int start = 0; start < data.Count; start += BatchSize)
            yield return data.Subset([.. Enumerable.Range(start, Math.Min(BatchSize, data.Count - start))]);
    }

    private static Trainer<T> NewTrainer(TrainingOptions options, double dropout = 0.1)
        => new(Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(dropout).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<T>(), options);
}
