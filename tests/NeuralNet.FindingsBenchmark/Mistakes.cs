using static NeuralNet.FindingCode;
using static NeuralNet.FindingsBenchmark.Laws;

namespace NeuralNet.FindingsBenchmark;

/// <summary>The mistakes in data and structure.</summary>
internal static class Mistakes
{
    private static readonly Law[] _numbers = [Wave, Plane, Bowl, Twins];
    private static readonly TrainingOptions _usual = new() { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 60 };

    public static IEnumerable<Mistake> All => [.. OfData, .. OfParts, .. OfStructure, .. MistakesOfSettings.All];

    private static Mistake[] OfData =>
    [
        new("targets in other units: 3000 + 700 y", _numbers, [TargetsNotScaled], [LearningRateTooHigh, LearningRateTooLow])
        {
            Spoil = (rows, _) => rows.MapY(y => [.. y.Select(v => 3000 + 700 * v)]),
            IsInUse = true,
        },
        new("targets in other units: 1e-6 y", _numbers, [TargetsNotScaled], [LearningRateTooHigh])
        {
            Spoil = (rows, _) => rows.MapY(y => [.. y.Select(v => 1e-6 * v)]),
            IsInUse = true,
        },
        new("targets with an offset: 2000 + 5 y", _numbers, [TargetsNotScaled], [LearningRateTooLow])
        {
            Spoil = (rows, _) => rows.MapY(y => [.. y.Select(v => 2000 + 5 * v)]),
            IsInUse = true,
        },
        new("one target typed as 500,000", _numbers, [WildValues], [LearningRateTooHigh])
        {
            Spoil = (rows, _) => rows with { Y = [.. rows.Y.Select((y, i) => i == 11 ? [5e5, .. y[1..]] : y)] },
        },
        new("-9999 for missing in 4 % of column 0", Clear, [WildValues], [InputsNotScaled])
        {
            Spoil = (rows, r) => rows.MapX(x => r.NextDouble() < 0.04 ? [-9999, .. x[1..]] : x),
            IsInUse = true,
        },
        new("a column of 7.4 + 0.05 a", Clear, [InputsNotScaled], [NoHiddenLayer])
        {
            Spoil = (rows, _) => rows.MapX(x => [7.4 + 0.01 * x[0], .. x[1..]]),
            IsInUse = true,
        },
        new("all columns of about 1e-4", Clear, [InputsNotScaled], []) { Spoil = (rows, _) => rows.MapX(x => [.. x.Select(v => 1e-4 * v)]), IsInUse = true },
        new("columns in thousands", Clear, [InputsNotScaled], [LearningRateTooHigh, DeadUnits])
        {
            Spoil = (rows, _) => rows.MapX(x => [.. x.Select((v, j) => 4000 + 900 * v * (j + 1))]),
            IsInUse = true,
            Setting = new() { Activation = "tanh", Options = _usual },
        },
        new("rows of inputs and targets shuffled apart, validation watched", [Wave, Plane, Ring, Islands, Tags], [ChanceLevel], [Overfitting])
        {
            Spoil = Apart,
            Setting = new() { Hidden = [48], Options = _usual with { ValidationFraction = 0.25 } },
        },
        new("targets of the row before, early stopping", [Wave, Plane, Ring, Islands, Tags], [ChanceLevel], [Overfitting])
        {
            Spoil = (rows, _) => rows with { Y = [rows.Y[^1], .. rows.Y[..^1]] },
            Setting = new() { Options = _usual with { ValidationFraction = 0.25, EarlyStopping = new EarlyStopping(20) } },
        },
        new("rows shuffled apart, few units, no validation", [Plane, Islands, Returns, Moods], [ChanceLevel], [])
        {
            Spoil = Apart,
            Setting = new() { Hidden = [3], Activation = "tanh", Options = _usual },
        },
        new("x never filled", Clear, [ContradictorySamples], [ChanceLevel]) { Spoil = (rows, _) => rows.MapX(x => [.. x.Select(_ => 0.0)]) },
        new("inputs cut to whole numbers of a unit too large", [Wave, Ring, Islands, Arms, Tags], [ContradictorySamples], [ChanceLevel])
        {
            Spoil = (rows, _) => rows.MapX(x => [.. x.Select(v => Math.Truncate(v / 30))]),
        },
        new("all labels read as 0", [Ring, Coin, Survey], [MissingClass], [ChanceLevel]) { Spoil = (rows, _) => rows.MapY(_ => [0]) },
    ];

    private static Mistake[] OfParts =>
    [
        new("validation and use left raw: 60 + 12 x", [Wave, Plane, Ring, Islands, Tags, Survey], [ValidationUnlikeTraining], [])
        {
            Validation = rows => rows.MapX(x => [.. x.Select(v => 60 + 12 * v)]),
            Spoil = (rows, _) => rows,
            Setting = new() { Options = _usual },
        },
        new("a class kept for validation", [Islands, Arms], [MissingClass], [ValidationUnlikeTraining])
        {
            Spoil = (rows, _) => rows.Take(Enumerable.Range(0, rows.Count).Where(i => rows.Y[i][^1] == 0)),
            Validation = rows => rows,
        },
        new("sorted by class, order as given, batches of 8", [Islands, Arms, Defects], [SortedSamples], [LearningRateTooHigh])
        {
            Spoil = (rows, _) => rows.Take(Enumerable.Range(0, rows.Count).OrderBy(i => Array.IndexOf(rows.Y[i], 1))),
            Setting = new()
            {
                Options = new TrainingOptions
                {
                    Optimizer = new Sgd { LearningRate = 0.1, Momentum = 0.9 },
                    Epochs = 40,
                    BatchSize = 8,
                    Order = SampleOrder.AsGiven,
                },
            },
        },
        new("sorted by target, order as given", [Plane, Wave], [SortedSamples], [LearningRateTooHigh])
        {
            Spoil = (rows, _) => rows.Take(Enumerable.Range(0, rows.Count).OrderBy(i => rows.Y[i][0])),
            Setting = new()
            {
                Options = new TrainingOptions
                {
                    Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0.9 },
                    Epochs = 40,
                    BatchSize = 8,
                    Order = SampleOrder.AsGiven,
                },
            },
        },
        new("four validation samples, patience of 2", [Wave, Arms, Bowl], [PatienceTooShort], [])
        {
            Validation = rows => rows.Take(Enumerable.Range(0, 4)),
            Setting = new() { Options = _usual with { Optimizer = new Adam { LearningRate = 0.001 }, EarlyStopping = new EarlyStopping(2) } },
        },
    ];

    private static Mistake[] OfStructure =>
    [
        new("no hidden layer", [Wave, Bowl, Ring, Arms], [NoHiddenLayer], []) { Setting = new() { Hidden = [], Options = _usual } },
        new("no activation", [Wave, Bowl, Ring, Arms], [MissingActivation], [NoHiddenLayer])
        {
            Setting = new() { Hidden = [24, 24], Activation = "", Options = _usual },
        },
        new("one hidden unit", [Wave, Ring, Islands, Arms, Tags], [TooFewUnits], [SaturatedUnits])
        {
            Setting = new() { Hidden = [1], Activation = "tanh", Options = _usual },
        },
        new("a layer of one unit in the middle", [Wave, Islands, Arms, Tags], [TooFewUnits], [DeadUnits])
        {
            Setting = new() { Hidden = [24, 1, 24], Options = _usual },
        },
        new("sigmoid behind numbers", _numbers, [TargetsOutsideRange], []) { Setting = new() { End = "sigmoid", Options = _usual } },
        new("ReLU behind numbers below 0, too", _numbers, [TargetsOutsideRange], [NoGradient, DeadUnits])
        {
            Setting = new() { End = "relu", Options = _usual },
        },
        new("tanh in front of the softmax of the loss", [Islands, Arms, Blurred], [BoundedLogits], [])
        {
            Setting = new() { End = "tanh", Options = _usual with { Epochs = 15 } },
        },
        new("all weights 0.3", [Wave, Bowl, Ring, Islands, Arms], [IdenticalUnits], [])
        {
            Setting = new() { Weights = Initializer.Constant(0.3), Options = _usual },
        },
        new("twelve sigmoid layers", [Wave, Plane, Ring, Islands, Tags], [VanishingGradients], [ChanceLevel])
        {
            Setting = new()
            {
                Hidden = [.. Enumerable.Repeat(12, 12)],
                Activation = "sigmoid",
                Options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.05 }, Epochs = 40 },
            },
        },
    ];

    private static Rows Apart(Rows rows, RandomStream random)
    {
        double[][] targets = [.. rows.Y];
        random.Shuffle<double[]>(targets);
        return rows with { Y = targets };
    }
}
