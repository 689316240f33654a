namespace NeuralNet.Many.Benchmarks;

/// <summary>The lowest value of 50 trials on functions of the literature, 20 seeds.</summary>
internal static class Functions
{
    private static readonly double[,] _a =
    {
        { 10, 3, 17, 3.5, 1.7, 8 }, { 0.05, 10, 17, 0.1, 8, 14 }, { 3, 3.5, 1.7, 10, 17, 8 }, { 17, 8, 0.05, 10, 0.1, 14 },
    };

    private static readonly double[,] _p =
    {
        { 1312, 1696, 5569, 124, 8283, 5886 }, { 2329, 4135, 8307, 3736, 1004, 9991 }, { 2348, 1451, 3522, 2883, 3047, 6650 },
        { 4047, 8828, 8732, 5743, 1091, 381 },
    };

    private static readonly (string Name, SearchSpace Space, Func<TrialSettings, double> Function)[] _functions =
    [
        ("six-hump camel", new SearchSpace(new RealSetting("x", -3, 3), new RealSetting("y", -2, 2)), s => Camel(s.Real("x"), s.Real("y"))),
        ("Branin", new SearchSpace(new RealSetting("x", -5, 10), new RealSetting("y", 0, 15)), s => Branin(s.Real("x"), s.Real("y"))),
        ("Hartmann-6", new SearchSpace([.. Enumerable.Range(0, 6).Select(i => new RealSetting($"x{i}", 0, 1))]), Hartmann),
    ];

    public static void Measure()
    {
        foreach ((string name, SearchSpace space, Func<TrialSettings, double> function) in _functions)
        {
            foreach (SearchMethod method in new SearchMethod[] { new RandomSearch(50), new ParzenSearch(50) { BatchSize = 1 }, new ParzenSearch(50) })
            {
                Scores.Print(name, method, [.. Enumerable.Range(0, 20)
                    .Select(seed => Search.Run(space, function, new SearchOptions { Method = method, Seed = seed })
                    .Best!.Outcome.Score!.Value)]);
            }
        }
    }

    private static double Camel(double x, double y) => (4 - 2.1 * x * x + x * x * x * x / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y;

    private static double Branin(double x, double y)
        => Math.Pow(y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6, 2) + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10;

    private static double Hartmann(TrialSettings settings)
    {
        double[] c = [1, 1.2, 3, 3.2];
        return -Enumerable.Range(0, 4).Sum(i => c[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j
            => _a[i, j] * Math.Pow(settings.Real($"x{j}") - _p[i, j] / 1e4, 2))));
    }
}
