using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests;

/// <summary>
/// The two ways to make a step, each without the loop and within it. The full-batch method is as small as one can be:
/// descent with momentum over all samples, which is also what the minibatch rule of that name does with a batch of all
/// samples.
/// </summary>
public sealed class StepMakerTests : IDisposable
{
    private const double Rate = 0.05;
    private const double Momentum = 0.9;

    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 30);
    private static readonly TrainingOptions _wholeBatch = new()
    {
        Optimizer = new Sgd { LearningRate = Rate, Momentum = Momentum },
        BatchSize = 30,
        Epochs = 12,
    };
    private static readonly TrainingOptions _fullBatch = new() { Optimizer = new WholeDescent(), Epochs = 12 };

    private readonly string _directory = Directory.CreateTempSubdirectory("steps").FullName;

    private string CheckpointPath => Path.Combine(_directory, "run.safetensors");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_minibatch_step_alone_is_the_rule_applied_to_the_gradient_of_its_samples()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        TrainingTask<double> task = NewTask(network, _wholeBatch);
        StepMaker<double> steps = new Sgd { LearningRate = Rate }.NewSteps(task);
        Matrix<double> weights = network.Parameters[0].Value.Clone();
        Matrix<double> errors = network.Predict(_data.X) - _data.Y;
        Matrix<double> gradient = _data.X.TransposeThisAndMultiply(errors) * (2.0 / 30);
        ScoreSums sums = default;

        NoStep? noStep = steps.Make(ref sums, inspector: null);

        noStep.Should().BeNull();
        steps.Rate.Should().Be(Rate);
        task.StepsPerEpoch.Should().Be(1);
        sums.ToScores().Loss.Should().BeApproximately(errors.PointwisePower(2).Enumerate().Average(), 1e-14);
        (network.Parameters[0].Value - (weights - Rate * gradient)).L2Norm().Should().BeLessThan(1e-15);
    }

    [Fact]
    public void A_minibatch_step_that_leaves_the_finite_numbers_changes_no_weight_and_says_where()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);
        StepMaker<double> steps = new Sgd { LearningRate = double.MaxValue }.NewSteps(NewTask(network, _wholeBatch, targetsTimes: 1e9));
        byte[] before = Bits.Of(network);
        ScoreSums sums = default;

        Divergence? divergence = steps.Make(ref sums, inspector: null)?.Divergence;

        divergence.Should().NotBeNull();
        (divergence!.Epoch, divergence.Step, divergence.Layer).Should().Be((1, 1, 0));
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_full_batch_method_trains_like_the_rule_of_all_samples_to_the_bit()
    {
        (Network<double> whole, TrainingResult expected) = Train(_wholeBatch);

        (Network<double> full, TrainingResult result) = Train(_fullBatch);

        Bits.Of(full).Should().Equal(Bits.Of(whole));
        result.Steps.Should().Be(12);
        result.History.Should().Equal(expected.History);
    }

    [Fact]
    public void The_memory_of_a_full_batch_method_goes_on_in_the_next_Fit()
    {
        var trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), _fullBatch with { Epochs = 6 });

        trainer.Fit(_data);
        trainer.Fit(_data);

        Bits.Of(trainer.Network).Should().Equal(Bits.Of(Train(_wholeBatch).Network));
    }

    [Fact]
    public void A_run_of_a_full_batch_method_is_taken_up_from_its_checkpoint_to_the_bit()
    {
        Train(_fullBatch with { Epochs = 5, Checkpoint = new CheckpointOptions(CheckpointPath) });
        var trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), _fullBatch);
        trainer.Restore(CheckpointPath);

        TrainingResult result = trainer.Fit(_data);

        Bits.Of(trainer.Network).Should().Equal(Bits.Of(Train(_wholeBatch).Network));
        result.History.Should().HaveCount(12);
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(5).Tanh().Dense(1).Build(seed: 1);

    private static (Network<double> Network, TrainingResult Result) Train(TrainingOptions options)
    {
        Network<double> network = NewNetwork();
        return (network, new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_data));
    }

    private static TrainingTask<double> NewTask(Network<double> network, TrainingOptions options, double targetsTimes = 1)
    {
        var data = new TrainingData<double>(_data with { Y = _data.Y * targetsTimes }, TargetKind.Continuous, weights: null);
        return new TrainingTask<double>(network, new MeanSquaredError<double>(), options, new TrainingState<double>(network, options.Optimizer), data,
            validation: null, workers: null);
    }

    private sealed record WholeDescent : FullBatchOptimizer
    {
        internal override OptimizerMemory<T>? NewMemory<T>(IReadOnlyList<ParameterState<T>> parameters) => new Velocities<T>(parameters);

        internal override FullBatchSolver<T> NewSolver<T>(Objective<T> objective, TrainingTask<T> task) => new Descent<T>(objective, task);

        internal override void Validate()
        {
        }

        internal override Description Describe() => new(nameof(WholeDescent));
    }

    private sealed class Velocities<T>(IReadOnlyList<ParameterState<T>> parameters) : OptimizerMemory<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T[][] Values { get; } = [.. parameters.Select(parameter => new T[parameter.Values.Length])];

        public override void Transfer(RunState<T> state)
        {
            for (int i = 0; i < Values.Length; i++)
                state.Next($"optimizer.velocity.{i}", [Values[i].Length], Values[i]);
        }

        public override void Forget()
        {
            foreach (T[] values in Values)
                values.AsSpan().Clear();
        }
    }

    private sealed class Descent<T>(Objective<T> objective, TrainingTask<T> task) : FullBatchSolver<T>(objective)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] _weights = new T[objective.Count];
        private readonly T[] _gradient = new T[objective.Count];

        public override Iteration Iterate()
        {
            Objective.ValueAndGradient(_gradient);
            (ScoresBefore, ScoresAfter, Rate) = (Objective.Scores, null, StepMakerTests.Rate);
            T[][] velocities = ((Velocities<T>)task.State.Memory!).Values;
            for (int i = 0; i < velocities.Length; i++)
            {
                // All samples are one block, so the gradient is also where a block leaves it.
                ParameterState<T> state = task.State.Parameters[i];
                Updates<T>.Apply(new MomentumOutside<T>(T.CreateChecked(Rate), T.CreateChecked(Momentum)), state.Values, state.GradientValues, velocities[i],
                    state.Values, task.Workers);
            }

            Objective.Get(_weights);
            Objective.Set(_weights);
            return Iteration.Moved;
        }
    }
}
