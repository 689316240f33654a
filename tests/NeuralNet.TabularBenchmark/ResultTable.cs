using System.Globalization;

namespace NeuralNet.TabularBenchmark;

/// <summary>A line a set, and what they add up to.</summary>
internal sealed class ResultTable
{
    private static readonly string[] _models = ["linear", "mlp_default", "mlp_tuned", "random_forest", "hgb_default", "hgb_tuned", "lightgbm"];
    private static readonly string[] _ranked = ["linear", "mlp_default", "random_forest", "hgb_default", "hgb_tuned", "lightgbm"];
    private static readonly string[] _trees = ["random_forest", "hgb_default", "hgb_tuned", "lightgbm"];

    private readonly List<Line> _lines = [];

    public string Add(BenchmarkSet set, List<FoldResult> results)
    {
        Dictionary<string, double> scores = set.Baselines.ToDictionary(pair => pair.Key, pair => pair.Value.Take(results.Count).Average());
        double own = results.Average(result => result.Score);
        string tree = _trees.Where(scores.ContainsKey).MinBy(model => scores[model])!;
        double deviation = Deviation(set.Baselines[tree]);
        int rank = 1 + _ranked.Count(model => scores.TryGetValue(model, out double score) && score < own);
        var line = new Line(own, scores, scores[tree], deviation, rank, results.Average(result => result.Seconds), results.Average(result => result.Coverage),
            results.Average(result => result.Score) <= results.Average(result => result.Uncalibrated) || !set.IsClassification);
        _lines.Add(line);
        string names = string.Concat(_models.Select(model => $"{model.Replace("random_", "", StringComparison.Ordinal),12}"));
        string header = _lines.Count > 1 ? "" : $"{"set",-14}{"ours",9}{names}  rank trees  seconds  coverage or temperature\n";
        string others = string.Concat(_models.Select(model => scores.TryGetValue(model, out double score) ? Text(score, 12) : $"{"",12}"));
        string calibration = set.IsClassification
            ? $"T {results.Average(result => result.Model.Calibration.Temperature):0.00} {results.Average(result => result.Uncalibrated):G4} before"
            : $"{100 * line.Coverage:0.0} %";
        string reached = line.ReachesTrees ? "yes" : own < scores[tree] + 2 * deviation ? "near" : "no";
        return $"{header}{set.Name,-14}{Text(own, 9)}{others}{rank,6} {reached,5}{line.Seconds,9:0.0}  {calibration}";
    }

    public string Totals()
    {
        int tuned = _lines.Count(line => line.Scores.ContainsKey("mlp_tuned"));
        double[] seconds = [.. _lines.Select(line => line.Seconds).Order()];
        return $"""
            better than the default MLP: {Share(line => line.Own < line.Scores["mlp_default"])}
            better than the tuned MLP: {_lines.Count(line => line.Scores.TryGetValue("mlp_tuned", out double score) && line.Own < score)} of {tuned}
            mean rank among {_ranked.Length + 1}: {_lines.Average(line => line.Rank):0.00}
            as good as the best trees, or within their deviation over folds: {Share(line => line.ReachesTrees)}
            not worse than the linear model by more: {Share(line => line.Own <= line.Scores["linear"] + line.Deviation)}
            training: median {seconds[seconds.Length / 2]:0.0} s, longest {seconds[^1]:0.0} s a fold
            log loss not worse for the temperature: {Share(line => line.IsNotWorseCalibrated)} (numbers count as not worse)
            """;
    }

    private string Share(Func<Line, bool> holds) => $"{_lines.Count(holds)} of {_lines.Count}";

    private static double Deviation(double[] scores) => Math.Sqrt(scores.Sum(score => Math.Pow(score - scores.Average(), 2)) / (scores.Length - 1));

    private static string Text(double score, int width) => score.ToString(score >= 10_000 ? "F0" : "G4", CultureInfo.InvariantCulture).PadLeft(width);

    private sealed record Line(double Own, Dictionary<string, double> Scores, double Tree, double Deviation, int Rank, double Seconds, double Coverage,
        bool IsNotWorseCalibrated)
    {
        public bool ReachesTrees => Own <= Tree + Deviation;
    }
}
