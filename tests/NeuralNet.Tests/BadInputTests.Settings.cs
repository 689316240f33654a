namespace NeuralNet.Tests;

public sealed partial class BadInputTests
{
    private static readonly Dictionary<string, Case> _badSettings = new()
    {
        ["negative epochs"] = Setting("'Epochs' is -1", "at least 0", new TrainingOptions { Epochs = -1 }),
        ["negative steps"] = Setting("'Steps' is -1", "at least 0", new TrainingOptions { Steps = -1 }),
        ["batches of nothing"] = Setting("'BatchSize' is 0", "at least 1", new TrainingOptions { BatchSize = 0 }),
        ["an unknown order"] = Setting("'Order' is 7", "SampleOrder", new TrainingOptions { Order = (SampleOrder)7 }),
        ["negative L2"] = Setting("'L2' is -0.1", "at least 0", new TrainingOptions { L2 = -0.1 }),
        ["NaN L2"] = Setting("'L2' is NaN", "at least 0", new TrainingOptions { L2 = double.NaN }),
        ["negative L1"] = Setting("'L1' is -1", "at least 0", new TrainingOptions { L1 = -1 }),
        ["infinite L1"] = Setting("'L1' is Infinity", "finite", new TrainingOptions { L1 = double.PositiveInfinity }),
        ["a validation part of everything"] = Setting("'ValidationFraction' is 1", "at least 0 and below 1", new TrainingOptions { ValidationFraction = 1 }),
        ["a negative validation part"] = Setting("'ValidationFraction' is -0.1", "at least 0 and below 1", new TrainingOptions { ValidationFraction = -0.1 }),
        ["a NaN loss threshold"] = Setting("'StopWhenLossBelow' is NaN", "finite", new TrainingOptions { StopWhenLossBelow = double.NaN }),
        ["an error threshold that cannot be met"] =
            Setting("'StopWhenMeanAbsoluteErrorBelow' is 0", "above 0", new TrainingOptions { StopWhenMeanAbsoluteErrorBelow = 0 }),
        ["a NaN error threshold"] = Setting("'StopWhenMeanAbsoluteErrorBelow' is NaN", "above 0",
            new TrainingOptions { StopWhenMeanAbsoluteErrorBelow = double.NaN }),
        ["no patience"] = Setting("'Patience' is 0", "at least 1", new TrainingOptions { EarlyStopping = new EarlyStopping(0) }),
        ["a negative improvement"] = Setting("'MinimumImprovement' is -1", "at least 0", new TrainingOptions
        {
            EarlyStopping = new EarlyStopping(1) { MinimumImprovement = -1 },
        }),
        ["no time"] = Setting("'TimeLimit' is 00:00:00", "above 0", new TrainingOptions { TimeLimit = TimeSpan.Zero }),
        ["a checkpoint every 0 epochs"] = Setting("'EveryEpochs' is 0", "at least 1", new TrainingOptions
        {
            Checkpoint = new CheckpointOptions("run.safetensors") { EveryEpochs = 0 },
        }),
        ["a checkpoint without a name"] = Case.Of<ArgumentException>(["'Path'", "empty"],
            network => Train(network, new TrainingOptions { Checkpoint = new CheckpointOptions("") })),
        ["a stop criterion that is null"] = Case.Of<ArgumentNullException>(["'StopCriteria'[0]"],
            network => Train(network, new TrainingOptions { StopCriteria = [null!] })),
        ["no thread"] = Setting("'Threads' is 0", "at least 1", new TrainingOptions { Threads = 0 }),
        ["clipping to norm 0"] = Setting("'LargestNorm' is 0", "above 0", new TrainingOptions { Clipping = GradientClipping.ByNorm(0) }),
        ["clipping to a NaN value"] = Setting("'LargestValue' is NaN", "above 0", new TrainingOptions { Clipping = GradientClipping.ByValue(double.NaN) }),
        ["a negative rate"] = Setting("'LearningRate' is -0.1", "at least 0", With(new Sgd { LearningRate = -0.1 })),
        ["a NaN rate"] = Setting("'LearningRate' is NaN", "at least 0", With(new Adam { LearningRate = double.NaN })),
        ["an infinite rate"] = Setting("'LearningRate' is Infinity", "finite", With(new RmsProp { LearningRate = double.PositiveInfinity })),
        ["momentum 1"] = Setting("'Momentum' is 1", "at least 0 and below 1", With(new Sgd { Momentum = 1 })),
        ["negative momentum"] = Setting("'Momentum' is -0.5", "at least 0 and below 1", With(new Sgd { Momentum = -0.5 })),
        ["an unknown momentum form"] = Setting("'Form' is 5", "MomentumForm", With(new Sgd { Form = (MomentumForm)5 })),
        ["an unknown momentum kind"] = Setting("'Kind' is 5", "MomentumKind", With(new Sgd { Kind = (MomentumKind)5 })),
        ["Adam's beta1 1"] = Setting("'Beta1' is 1", "at least 0 and below 1", With(new Adam { Beta1 = 1 })),
        ["Adam's beta2 negative"] = Setting("'Beta2' is -0.1", "at least 0 and below 1", With(new Adam { Beta2 = -0.1 })),
        ["Adam's epsilon 0"] = Setting("'Epsilon' is 0", "above 0", With(new Adam { Epsilon = 0 })),
        ["AdamW's beta1 NaN"] = Setting("'Beta1' is NaN", "at least 0 and below 1", With(new AdamW { Beta1 = double.NaN })),
        ["AdamW's decay negative"] = Setting("'WeightDecay' is -1", "at least 0", With(new AdamW { WeightDecay = -1 })),
        ["RMSProp's decay 1"] = Setting("'Decay' is 1", "at least 0 and below 1", With(new RmsProp { Decay = 1 })),
        ["RMSProp's epsilon negative"] = Setting("'Epsilon' is -1", "above 0", With(new RmsProp { Epsilon = -1 })),
        ["exponential decay to 0"] = Setting("'Factor' is 0", "above 0 and at most 1", With(new Sgd { LearningRate = new ExponentialDecay(0.1, 0) })),
        ["exponential growth"] = Setting("'Factor' is 1.5", "above 0 and at most 1", With(new Sgd { LearningRate = new ExponentialDecay(0.1, 1.5) })),
        ["exponential decay from a negative rate"] =
            Setting("'InitialRate' is -1", "at least 0", With(new Sgd { LearningRate = new ExponentialDecay(-1, 0.5) })),
        ["an unknown decay timing"] = Setting("'Timing' is 5", "DecayTiming", With(new Sgd
        {
            LearningRate = new ExponentialDecay(0.1, 0.5) { Timing = (DecayTiming)5 },
        })),
        ["steps of no epochs"] = Setting("'EpochsPerStep' is 0", "at least 1", With(new Sgd { LearningRate = new StepDecay(0.1, 0.5, 0) })),
        ["step decay to 0"] = Setting("'Factor' is 0", "above 0 and at most 1", With(new Sgd { LearningRate = new StepDecay(0.1, 0, 1) })),
        ["a cosine over no epochs"] = Setting("'Epochs' is 0", "at least 1", With(new Sgd { LearningRate = new CosineDecay(0.1, 0) })),
        ["a cosine to a negative rate"] = Setting("'FinalRate' is -1", "at least 0", With(new Sgd
        {
            LearningRate = new CosineDecay(0.1, 1) { FinalRate = -1 },
        })),
        ["a warm-up of no steps"] = Setting("'Steps' is 0", "at least 1", With(new Sgd { LearningRate = new WarmUp(0, 0.1) })),
        ["a warm-up to a bad schedule"] = Setting("'Factor' is 2", "at most 1", With(new Sgd { LearningRate = new WarmUp(1, new ExponentialDecay(0.1, 2)) })),
        ["a warm-up to nothing"] = Case.Of<ArgumentNullException>(["Then"], network => Train(network, With(new Sgd { LearningRate = new WarmUp(1, null!) }))),
        ["no rate"] = Case.Of<ArgumentNullException>(["'LearningRate' is null"], network => Train(network, With(new Sgd { LearningRate = null! }))),
        ["no optimizer"] = Case.Of<ArgumentNullException>(["'Optimizer' is null"], network => Train(network, new TrainingOptions { Optimizer = null! })),
        ["no schedule function"] = Case.Of<ArgumentNullException>(["rateAt"], _ => LearningRateSchedule.From(null!)),
        ["a schedule that returns NaN"] = Case.Of<InvalidOperationException>(["NaN", "epoch 1, step 1", "at least 0"], network => Train(network, With(new Sgd
        {
            LearningRate = LearningRateSchedule.From(_ => double.NaN),
        }))),
        ["a schedule that turns negative"] = Case.Of<InvalidOperationException>(["-1", "epoch 1, step 1", "at least 0"], network => Train(network, With(new Sgd
        {
            LearningRate = LearningRateSchedule.From(time => time.Step - 1),
        }))),
    };

    private static Case Setting(string value, string expected, TrainingOptions options)
        => Case.Of<ArgumentOutOfRangeException>([value, expected], network => Train(network, options));

    private static TrainingOptions With(Optimizer optimizer) => new() { Optimizer = optimizer };
}
