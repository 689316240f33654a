namespace NeuralNet.FindingsBenchmark;

/// <summary>
/// Settings that people use, on every law: a run that reaches the law's goal is good, and a warning is a false alarm.
/// </summary>
internal static class HealthyRuns
{
    private static readonly (string Name, Setting Setting)[] _settings =
    [
        ("ReLU, Adam 0.005", new Setting()),
        ("tanh, Adam 0.01, standardised", new Setting
        {
            Activation = "tanh",
            Standardize = true,
            Options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.01 }, Epochs = 60 },
        }),
        ("two ReLU layers, validation watched, L2", new Setting
        {
            Hidden = [24, 16],
            Options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.003 }, Epochs = 60, ValidationFraction = 0.2, L2 = 1e-4 },
        }),
        ("ReLU, momentum, early stopping", new Setting
        {
            Options = new TrainingOptions
            {
                Optimizer = new Sgd { LearningRate = 0.02, Momentum = 0.9 },
                Epochs = 150,
                ValidationFraction = 0.25,
                EarlyStopping = new EarlyStopping(15),
            },
        }),
        ("tanh, RMSprop, batches of 8", new Setting
        {
            Activation = "tanh",
            Options = new TrainingOptions { Optimizer = new RmsProp { LearningRate = 0.002 }, Epochs = 30, BatchSize = 8 },
        }),
        ("dropout of 0.2 behind 48 ReLUs, AdamW", new Setting
        {
            Hidden = [48],
            Dropout = 0.2,
            Options = new TrainingOptions { Optimizer = new AdamW { LearningRate = 0.005 }, Epochs = 60 },
        }),
        ("16 ReLUs, Adam 0.003, batches of 16, sampled with replacement", new Setting
        {
            Hidden = [16],
            Options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.003 }, Epochs = 60, BatchSize = 16, Order = SampleOrder.WithReplacement },
        }),
        ("ReLU, cosine decay, clipping by norm 1", new Setting
        {
            Hidden = [32],
            Options = new TrainingOptions
            {
                Optimizer = new Adam { LearningRate = new CosineDecay(0.01, 60) },
                Epochs = 60,
                Clipping = GradientClipping.ByNorm(1),
            },
        }),
    ];

    public static IEnumerable<Case> All
        => from law in Laws.All
           from named in _settings
           select new Case($"{law.Family}: {law.Text}", named.Name, law, named.Setting);

    internal sealed record Case(string Family, string Name, Law Law, Setting Setting);
}
