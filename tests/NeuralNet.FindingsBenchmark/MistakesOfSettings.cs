using static NeuralNet.FindingCode;
using static NeuralNet.FindingsBenchmark.Laws;

namespace NeuralNet.FindingsBenchmark;

/// <summary>The mistakes in what is set for training.</summary>
internal static class MistakesOfSettings
{
    private static readonly TrainingOptions _usual = new() { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 60 };
    private static readonly Law[] _few = [Wave, Plane, Ring, Islands, Tags];

    public static Mistake[] All =>
    [
        new("a rate 1,000 times too high, SGD", _few, [LearningRateTooHigh], [DeadUnits, SaturatedUnits, ChanceLevel])
        {
            Setting = new() { Options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 50 }, Epochs = 40 } },
        },
        new("Adam at 1", _few, [LearningRateTooHigh, DeadUnits], [NoGradient, ChanceLevel])
        {
            Setting = new() { Hidden = [24, 24], Options = new TrainingOptions { Optimizer = new Adam { LearningRate = 1 }, Epochs = 40 } },
        },
        new("a rate that rises a thousandfold half-way", _few, [LearningRateTooHigh], [DeadUnits, NoGradient])
        {
            Setting = new()
            {
                Options = _usual with { Optimizer = new Adam { LearningRate = LearningRateSchedule.From(time => time.Epoch < 20 ? 0.005 : 5) }, Epochs = 40 },
            },
        },
        new("Adam at 2e-6", _few, [LearningRateTooLow], [StillImproving, ChanceLevel])
        {
            Setting = new() { Options = _usual with { Optimizer = new Adam { LearningRate = 2e-6 } } },
        },
        new("SGD at 2e-5", _few, [LearningRateTooLow, StillImproving], [ChanceLevel])
        {
            Setting = new() { Options = _usual with { Optimizer = new Sgd { LearningRate = 2e-5 } } },
        },
        new("a cosine of one epoch in a run of 60", _few, [LearningRateTooLow], [ChanceLevel])
        {
            Setting = new() { Options = _usual with { Optimizer = new Sgd { LearningRate = new CosineDecay(0.02, 1) } } },
        },
        new("a warm-up of a million steps", _few, [LearningRateTooLow], [StillImproving])
        {
            Setting = new() { Options = _usual with { Optimizer = new Adam { LearningRate = new WarmUp(1_000_000, 0.005) }, Epochs = 20 } },
        },
        new("one batch an epoch, 15 epochs", [Wave, Bowl, Ring, Islands, Arms, Tags], [StillImproving, LearningRateTooLow], [ChanceLevel])
        {
            Setting = new() { Options = _usual with { BatchSize = 10_000, Epochs = 15, Optimizer = new Adam { LearningRate = 0.002 } } },
        },
        new("L2 of 1", [Wave, Plane, Ring, Islands, Tags, Rounded], [PenaltyTooStrong], [ChanceLevel]) { Setting = new() { Options = _usual with { L2 = 1 } } },
        new("L1 of 0.3", [Wave, Plane, Ring, Islands, Tags], [PenaltyTooStrong], [ChanceLevel]) { Setting = new() { Options = _usual with { L1 = 0.3 } } },
        new("weight decay of 80", [Wave, Plane, Ring, Islands, Tags], [PenaltyTooStrong], [ChanceLevel])
        {
            Setting = new() { Options = _usual with { Optimizer = new AdamW { LearningRate = 0.005, WeightDecay = 80 } } },
        },
        new("dropout of 0.95", [Wave, Bowl, Ring, Arms], [DropoutTooStrong], []) { Setting = new() { Dropout = 0.95, Options = _usual } },
        new("dropout behind the answers", [Wave, Plane, Bowl], [DropoutTooStrong], []) { Setting = new() { DropsAnswers = true, Options = _usual } },
        new("gradients clipped at 1e-5", _few, [ClippingTooTight], [LearningRateTooLow])
        {
            Setting = new() { Options = _usual with { Optimizer = new Sgd { LearningRate = 0.1 }, Clipping = GradientClipping.ByNorm(1e-5) } },
        },
        new("class weights the wrong way round, judged by recall", [Defects], [WrongClassWeights], [])
        {
            Setting = new() { Options = _usual with { ClassWeights = [8, 0.6, 0.25] } },
        },
        new("a loss of one's own that is made large", [Wave, Plane, Bowl], [MaximisedLoss], [LearningRateTooHigh])
        {
            Setting = new() { Loss = Loss.ByElement<double>((p, t) => -(p - t) * (p - t), (p, t) => -2 * (p - t)), Options = _usual },
        },
        new("a loss of one's own whose gradient has the wrong sign", [Wave, Plane, Bowl], [WrongLossGradient], [LearningRateTooHigh])
        {
            Setting = new() { Loss = Loss.ByElement<double>((p, t) => (p - t) * (p - t), (p, t) => 2 * (t - p)), Options = _usual },
        },
        new("a loss of one's own that rounds", [Wave, Plane, Bowl], [NoGradient], [])
        {
            Setting = new() { Loss = Loss.ByElement<double>((p, t) => Math.Pow(Math.Round(p) - t, 2), (_, _) => 0), Options = _usual },
        },
        new("a loss of one's own, a rate of 1e-6", [Wave, Plane, Bowl], [LearningRateTooLow], [])
        {
            Setting = new()
            {
                Loss = Loss.ByElement<double>((p, t) => Math.Sqrt(1 + (p - t) * (p - t)) - 1, (p, t) => (p - t) / Math.Sqrt(1 + (p - t) * (p - t))),
                Options = _usual with { Optimizer = new Adam { LearningRate = 1e-6 } },
            },
        },
        new("a Poisson loss of one's own behind a ReLU that is off", [Counts], [NoGradient, DeadUnits], [])
        {
            Setting = new()
            {
                Activation = "sigmoid",
                End = "relu",
                Loss = Loss.ByElement<double>((p, t) => Math.Max(p, 1e-3) - t * Math.Log(Math.Max(p, 1e-3)), (p, t) => p > 1e-3 ? 1 - t / p : 0),
                Weights = new Spread(0.5, Shift: -0.6),
                Options = _usual,
            },
        },
        new("a momentum of 0.999", [Wave, Plane, Bowl], [LearningRateTooHigh], [])
        {
            Setting = new() { Options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.999 }, Epochs = 60 } },
        },
        new("dropout of 0.6 behind four units", [Wave, Bowl, Arms], [DropoutTooStrong], [])
        {
            Setting = new() { Hidden = [4], Dropout = 0.6, Options = _usual },
        },
        new("L2 of 1 beside clipping and a dropout of 0.1", [Wave, Bowl, Ring], [PenaltyTooStrong], [])
        {
            Setting = new() { Hidden = [32], Dropout = 0.1, Options = _usual with { L2 = 1, Clipping = GradientClipping.ByNorm(1) } },
        },
        new("Levenberg-Marquardt from weights of a deviation of 30", [Wave, Bowl], [StuckInMinimum, SaturatedUnits, ExplodingGradients], [])
        {
            Setting = new()
            {
                Hidden = [6],
                Activation = "tanh",
                Weights = new Spread(30),
                Options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 60 },
            },
        },
        new("weights of a deviation of 5", [Wave, Plane, Bowl, Ring, Islands], [ExplodingGradients, SaturatedUnits], [LearningRateTooHigh])
        {
            Setting = new() { Hidden = [24, 24], Weights = new Spread(5), Options = _usual with { Optimizer = new Adam(), Epochs = 40 } },
        },
    ];

    private sealed record Spread(double Deviation, double Shift = 0) : Initializer
    {
        public override void Fill<T>(Matrix<T> weights, RandomStream random)
            => weights.MapInplace(_ => T.CreateChecked(Shift + Deviation * random.NextNormal()), MathNet.Numerics.LinearAlgebra.Zeros.Include);
    }
}
