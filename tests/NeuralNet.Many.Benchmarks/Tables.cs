using System.Globalization;
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

    /// <summary>
    /// The same 50 random settings, all trained all the way, and by successive halving. Both are compared seed by seed:
    /// what is held differs, and with it what can be reached.
    /// </summary>
    public static void Halving()
    {
        for (int set = 0; set < 3; set++)
        {
            var results = new List<(double Full, double Ratio, double Steps)>();
            for (int seed = 0; seed < 15; seed++)
            {
                SearchObjective<float> objective = Objectives(seed)[set].Objective;
                SearchResult full = Best(objective, new RandomSearch(50), seed), halved = Best(objective, new SuccessiveHalving(50, 10, Epochs), seed);
                double all = full.Best!.Outcome.Score!.Value;
                results.Add((all, halved.Best!.Outcome.Score!.Value / all, (double)halved.Steps / full.Steps));
            }

            foreach (int seeds in new[] { 5, 15 })
            {
                (double Full, double Ratio, double Steps)[] some = [.. results.Take(seeds)];
                Console.WriteLine(FormattableString.Invariant($"{Objectives(0)[set].Name,-10}{seeds,3} seeds: ")
                    + FormattableString.Invariant($"median loss {Scores.Median(some.Select(r => r.Full)):F4} ")
                    + FormattableString.Invariant($"of all, {Scores.Median(some.Select(r => r.Ratio)):F3} times that by halving in ")
                    + FormattableString.Invariant($"{100 * Scores.Median(some.Select(r => r.Steps)):F1} % of the steps; the same network in ")
                    + FormattableString.Invariant($"{some.Count(r => r.Ratio == 1)}"));
            }
        }
    }

    /// <summary>
    /// Scores for a search that somebody else makes: each line holds a table, a seed, the number of a trial and its
    /// settings as JSON.
    /// </summary>
    public static void Answer()
    {
        Dictionary<string, SearchObjective<float>> objectives = Objectives(seed: 0).ToDictionary(table => table.Name, table => table.Objective);
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 4);
            int trial = int.Parse(words[2], CultureInfo.InvariantCulture),
                seed = Fleet.SeedOf(int.Parse(words[1], CultureInfo.InvariantCulture), $"trial {trial}");
            TrialOutcome outcome = new TrialJob<float>(objectives[words[0]], trial, TrialSettings.FromJson(words[3]), seed, Epochs: null)
                .Run(folder: null, CancellationToken.None);
            Console.WriteLine((outcome.Score ?? double.NaN).ToString("R", CultureInfo.InvariantCulture));
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
