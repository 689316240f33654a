namespace NeuralNet.Tests;

public abstract partial class CheckpointTests<T>
{
    /// <summary>
    /// Runs that use what a checkpoint has to hold: every optimizer and schedule, every order, and the settings that
    /// keep something from step to step.
    /// </summary>
    private static Dictionary<string, Run> RunsByName { get; } = NewRuns().ToDictionary(run => run.Name);

    private static IEnumerable<Run> NewRuns()
    {
        foreach (Optimizer optimizer in Some.Optimizers(rate: new ExponentialDecay(0.02, 0.9)))
            yield return new Run($"{optimizer}", _options with { Optimizer = optimizer });
        foreach (LearningRateSchedule schedule in Some.Schedules(0.02))
            yield return new Run($"schedule {schedule}", _options with { Optimizer = new Adam { LearningRate = schedule } })
            {
                IsMadeOfFunctions = schedule.ToString() == "a function",
            };
        foreach (SampleOrder order in Enum.GetValues<SampleOrder>())
            yield return new Run($"order {order}", _options with { Order = order });
        yield return new Run("one batch", _options with { BatchSize = 1000, StopWhenLossBelow = 0.4, Epochs = 40 }) { Dropout = 0 };
        yield return new Run("penalties, clipping and class weights", _options with
        {
            L1 = 1e-3,
            L2 = 1e-2,
            Clipping = GradientClipping.ByNorm(0.3),
            ClassWeights = [1, 2, 0.1],
        });
        yield return new Run("clipping by value", _options with { Clipping = GradientClipping.ByValue(0.01) });
        yield return new Run("sample weights", _options) { Data = _data with { SampleWeights = [.. Enumerable.Range(0, 50).Select(i => i / 10.0)] } };
        yield return new Run("thresholds", _options with { Epochs = 100, StopWhenMeanAbsoluteErrorBelow = 0.2, StopWhenLossBelow = 0.3 });
        yield return new Run("steps", _options with { Steps = 29, StopWhenLossBelow = 0.001 });
        yield return new Run("validation", _options with { ValidationFraction = 0.3, Epochs = 30 });
        yield return new Run("early stopping that stops", _options with
        {
            ValidationFraction = 0.3,
            EarlyStopping = new EarlyStopping(Patience: 2) { MinimumImprovement = 0.02 },
            Epochs = 60,
        });
        yield return new Run("early stopping on the training loss", _options with
        {
            EarlyStopping = new EarlyStopping(Patience: 3),
            Optimizer = new Sgd { LearningRate = 1, Momentum = 0.9 },
            Epochs = 60,
        });
        yield return new Run("early stopping and thresholds", _options with
        {
            EarlyStopping = new EarlyStopping(Patience: 2) { MinimumImprovement = 0.05 },
            StopWhenLossBelow = 1e-6,
            Epochs = 60,
        });
        yield return new Run("early stopping far from a threshold", _options with
        {
            EarlyStopping = new EarlyStopping(Patience: 30) { MinimumImprovement = 1 },
            StopWhenMeanAbsoluteErrorBelow = 1e-3,
            Optimizer = new Sgd { LearningRate = 1e-5 },
            Epochs = 60,
        });
        yield return new Run("no diagnostics", _options with { Diagnostics = Diagnostics.Off });
        var rising = new Sgd { LearningRate = LearningRateSchedule.From(time => time.Step < 30 ? 0.01 : 1e38) };
        yield return new Run("a divergence", _options with { Optimizer = rising, Epochs = 20 }) { IsMadeOfFunctions = true };

        // Findings that need many steps: units that die, a plateau, a wrong gradient.
        yield return new Run("inputs that are not scaled", _options with { Epochs = 30, Optimizer = new Sgd { LearningRate = 0.1 } })
        {
            Data = new Dataset<T>(_data.X.Multiply(T.CreateChecked(500)), _data.Y),
        };
        yield return new Run("a rate that is too low", _options with { Epochs = 40, Optimizer = new Sgd { LearningRate = 1e-7 } });
        yield return new Run("a rate that is too high", _options with { Epochs = 40, Optimizer = new Sgd { LearningRate = 30 } });
        yield return new Run("overfitting", _options with { Epochs = 80, ValidationFraction = 0.6, Optimizer = new Adam { LearningRate = 0.05 } })
        {
            Data = Some.Classification<T>(samples: 90, seed: 9),
        };
        yield return new Run("units that start alike", _options with { Epochs = 20 }) { Initializer = Initializer.Constant(0.1), Dropout = 0 };
        yield return new Run("a loss with a wrong gradient", _options with { Epochs = 30 }) { IsMadeOfFunctions = true, Loss = new WrongGradient() };
        yield return new Run("a loss made of a function", _options)
        {
            IsMadeOfFunctions = true,
            Loss = Loss.ByElement<T>((p, t) => (p - t) * (p - t), (p, t) => (p - t) + (p - t)),
        };
        yield return new Run("a loss made of differences", _options) { IsMadeOfFunctions = true, Loss = Library.Loss<T>(nameof(Loss.Numerical)) };
    }

    private sealed record Run(string Name, TrainingOptions Options)
    {
        public Dataset<T> Data { get; init; } = _data;

        public Loss<T> Loss { get; init; } = new SoftmaxCrossEntropy<T>();

        public Initializer? Initializer { get; init; }

        public double Dropout { get; init; } = 0.1;

        /// <summary>Whether parts of it cannot be made again from a file.</summary>
        public bool IsMadeOfFunctions { get; init; }

        public Trainer<T> Trainer(TrainingOptions options)
            => new(Network.WithInputs<T>(2).Dense(6, Initializer).ReLU().Dropout(Dropout).Dense(5).Sigmoid().Dense(3).Softmax().Build(seed: 1), Loss, options);

        private MinibatchOptimizer Optimizer => (MinibatchOptimizer)Options.Optimizer;

        /// <summary>The options with a schedule that cancels the run after some steps.</summary>
        public TrainingOptions Cancelled(CancellationTokenSource source, int steps)
            => Options with { Optimizer = Optimizer with { LearningRate = new CancelAfter(Optimizer.LearningRate, steps, source) } };
    }

    /// <summary>The rates of another schedule, whose name and settings it bears.</summary>
    private sealed record CancelAfter(LearningRateSchedule Other, int Steps, CancellationTokenSource Source) : LearningRateSchedule
    {
        public override double RateAt(TrainingTime time)
        {
            if (time.Step == Steps - 1)
                Source.Cancel();
            return Other.RateAt(time);
        }

        public override ReduceOnPlateau? PlateauRule() => Other.PlateauRule();

        public override Description Describe() => Other.Describe();
    }

    /// <summary>Half of what the gradient should be.</summary>
    private sealed class WrongGradient : Loss<T>
    {
        private readonly MeanSquaredError<T> _right = new();

        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            double value = _right.Evaluate(predictions, targets, rowWeights, gradient);
            gradient.Multiply(T.CreateChecked(0.5), gradient);
            return value;
        }
    }
}
