using NeuralNet.Csv;

namespace NeuralNet.Many.Benchmarks;

/// <summary>Searches for networks on three data sets; the score is the loss on three tenths of the samples.</summary>
internal static class Tables
{
    private const int Epochs = 81;

    private static readonly SearchSpace _space = new(
        new RealSetting("rate", 1e-4, 1e-1) { Scale = Scale.Logarithmic },
        new IntegerSetting("units", 2, 32) { Scale = Scale.Logarithmic },
        new RealSetting("penalty", 1e-6, 1e-1) { Scale = Scale.Logarithmic },
        new IntegerSetting("batch", 4, 64) { Scale = Scale.Logarithmic },
        new ChoiceSetting("activation", "tanh", "relu"));

    public static void Measure()
    {
        foreach ((string name, SearchObjective<float> objective) in Objectives(seed: 0))
        {
            foreach (SearchMethod method in new SearchMethod[] { new RandomSearch(50), new ParzenSearch(50) { BatchSize = 1 }, new ParzenSearch(50) })
                Scores.Print(name, method, [.. Enumerable.Range(0, 20).Select(seed => Best(objective, method, seed).Best!.Outcome.Score!.Value)]);
        }
    }

    /// <summary>The same 50 random settings, all trained all the way, and by successive halving.</summary>
    public static void Halving()
    {
        for (int set = 0; set < 3; set++)
        {
            var ratios = new List<(double Full, double Halved, double Steps)>();
            for (int seed = 0; seed < 5; seed++)
            {
                SearchObjective<float> objective = Objectives(seed)[set].Objective;
                SearchResult full = Best(objective, new RandomSearch(50), seed), halved = Best(objective, new SuccessiveHalving(50, 9, Epochs), seed);
                ratios.Add((full.Best!.Outcome.Score!.Value, halved.Best!.Outcome.Score!.Value, (double)halved.Steps / full.Steps));
            }

            double all = Scores.Median(ratios.Select(r => r.Full)), halving = Scores.Median(ratios.Select(r => r.Halved));
            double steps = 100 * Scores.Median(ratios.Select(r => r.Steps));
            Console.WriteLine(FormattableString.Invariant($"{Objectives(0)[set].Name,-10}median loss {all:F4} of all, {halving:F4} by halving in {steps:F1} % ")
                + "of the steps");
        }
    }

    private static SearchResult<float> Best(SearchObjective<float> objective, SearchMethod method, int seed)
        => Search.Run(_space, objective, new SearchOptions { Method = method, Seed = seed });

    private static (string Name, SearchObjective<float> Objective)[] Objectives(int seed) =>
    [
        ("iris", Objective(CsvFile.Read<float>(File("iris.csv"), new CsvOptions { Label = "species" }), isClasses: true, seed)),
        ("wine", Objective(CsvFile.Read<float>(File("wine.csv"), new CsvOptions { Label = "label" }), isClasses: true, seed)),
        ("diabetes", Objective(CsvFile.Read<float>(File("diabetes.csv"), new CsvOptions { Targets = ["target"] }), isClasses: false, seed)),
    ];

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    private static SearchObjective<float> Objective(Dataset<float> data, bool isClasses, int seed) => new("table", [DataSplit<float>.Random(data, 0.3, seed)],
        (settings, training, trialSeed) =>
        {
            NetworkBuilder<float> builder = Network.WithInputs<float>(data.X.ColumnCount).Standardize(training.X).Dense(settings.Integer("units"));
            builder = settings.Choice("activation") == "tanh" ? builder.Tanh() : builder.ReLU();
            builder = builder.Dense(data.Y.ColumnCount);
            builder = isClasses ? builder.Softmax() : builder.Add(Scaling.Restore<float>(StandardScaler.Fit(training.Y)));
            Loss<float> loss = isClasses ? new SoftmaxCrossEntropy<float>() : new MeanSquaredError<float>();
            return new Trainer<float>(builder.Build(trialSeed), loss, new TrainingOptions
            {
                Optimizer = new Adam { LearningRate = settings.Real("rate") },
                L2 = settings.Real("penalty"),
                BatchSize = settings.Integer("batch"),
                Epochs = Epochs,
                Seed = trialSeed,
            });
        });
}
