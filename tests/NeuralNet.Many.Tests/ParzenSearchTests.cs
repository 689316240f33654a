using System.Text.Json;

namespace NeuralNet.Many.Tests;

/// <summary>
/// Functions of the literature, and what Optuna finds of them: Reference/optuna_reference.py.
/// </summary>
public sealed class ParzenSearchTests
{
    private static readonly double[,] _hartmannA =
    {
        { 10, 3, 17, 3.5, 1.7, 8 }, { 0.05, 10, 17, 0.1, 8, 14 }, { 3, 3.5, 1.7, 10, 17, 8 }, { 17, 8, 0.05, 10, 0.1, 14 },
    };

    private static readonly double[,] _hartmannP =
    {
        { 1312, 1696, 5569, 124, 8283, 5886 }, { 2329, 4135, 8307, 3736, 1004, 9991 }, { 2348, 1451, 3522, 2883, 3047, 6650 },
        { 4047, 8828, 8732, 5743, 1091, 381 },
    };

    private static readonly Dictionary<string, (SearchSpace Space, Func<TrialSettings, double> Function)> _functions = new()
    {
        ["six-hump camel"] = (new SearchSpace(new RealSetting("x", -3, 3), new RealSetting("y", -2, 2)), s => Camel(s.Real("x"), s.Real("y"))),
        ["Branin"] = (new SearchSpace(new RealSetting("x", -5, 10), new RealSetting("y", 0, 15)), s => Branin(s.Real("x"), s.Real("y"))),
        ["Hartmann-6"] = (new SearchSpace([.. Enumerable.Range(0, 6).Select(i => new RealSetting($"x{i}", 0, 1))]), Hartmann),
    };

    [Fact]
    public void The_functions_have_their_published_minima()
    {
        Camel(0.0898, -0.7126).Should().BeApproximately(-1.0316, 1e-4);
        Branin(Math.PI, 2.275).Should().BeApproximately(0.397887, 1e-5);
        double[] x = [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573];
        Hartmann(new TrialSettings(x.Select((value, i) => KeyValuePair.Create($"x{i}", (object)value)))).Should().BeApproximately(-3.32237, 1e-5);
    }

    [Theory]
    [InlineData("six-hump camel")]
    [InlineData("Branin")]
    [InlineData("Hartmann-6")]
    public void It_is_better_than_random_search_and_no_worse_than_Optuna_by_more_than_that_spreads(string name)
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "optuna.json")));
        double[] optuna = [.. reference.RootElement.GetProperty(name).GetProperty("tpe").EnumerateArray().Select(value => value.GetDouble())];
        double spread = Math.Sqrt(optuna.Average(value => Math.Pow(value - optuna.Average(), 2)));

        double ours = Median([.. Best(name, new ParzenSearch(50) { BatchSize = 1 })]);

        ours.Should().BeLessThan(Median([.. Best(name, new RandomSearch(50))]));
        ours.Should().BeLessThan(Median(optuna) + spread);
    }

    [Theory]
    [InlineData("six-hump camel")]
    [InlineData("Branin")]
    [InlineData("Hartmann-6")]
    public void Batches_learn_later_and_are_still_better_than_random_search(string name)
        => Median([.. Best(name, new ParzenSearch(50))]).Should().BeLessThan(Median([.. Best(name, new RandomSearch(50))]));

    [Fact]
    public void Whole_numbers_names_and_conditional_settings_are_learned_too()
    {
        var space = new SearchSpace(
            new ChoiceSetting("kind", "a", "b", "c"),
            new IntegerSetting("n", 1, 100) { When = s => s.Choice("kind") == "b" },
            new IntegerSetting("m", 1, 1000) { Scale = Scale.Logarithmic });
        double Function(TrialSettings s) => (s.Choice("kind") == "b" ? Math.Abs(s.Integer("n") - 70) / 10.0 : 20) + Math.Abs(Math.Log(s.Integer("m") / 30.0));

        double[] parzen = [.. Enumerable.Range(0, 20).Select(seed => Score(new ParzenSearch(60), seed))];
        double[] random = [.. Enumerable.Range(0, 20).Select(seed => Score(new RandomSearch(60), seed))];

        Median(parzen).Should().BeLessThan(Median(random) / 2);

        double Score(SearchMethod method, int seed)
            => Search.Run(space, Function, new SearchOptions { Method = method, Seed = seed }).Best!.Outcome.Score!.Value;
    }

    private static IEnumerable<double> Best(string name, SearchMethod method) => Enumerable.Range(0, 20).Select(seed => Search.Run(
        _functions[name].Space, _functions[name].Function, new SearchOptions { Method = method, Seed = seed, Threads = 1 }).Best!.Outcome.Score!.Value);

    private static double Median(double[] values) => values.Order().Skip((values.Length - 1) / 2).Take(2 - values.Length % 2).Average();

    private static double Camel(double x, double y) => (4 - 2.1 * x * x + x * x * x * x / 3) * x * x + x * y + (-4 + 4 * y * y) * y * y;

    private static double Branin(double x, double y)
        => Math.Pow(y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6, 2) + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10;

    private static double Hartmann(TrialSettings settings)
    {
        double[] c = [1, 1.2, 3, 3.2];
        return -Enumerable.Range(0, 4).Sum(i => c[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j
            => _hartmannA[i, j] * Math.Pow(settings.Real($"x{j}") - _hartmannP[i, j] / 1e4, 2))));
    }
}
