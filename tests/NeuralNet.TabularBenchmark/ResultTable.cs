using System.Globalization;

namespace NeuralNet.TabularBenchmark;

/// <summary>A line a set, and what they add up to, as the page of the package shows them.</summary>
internal static class ResultTable
{
    private static readonly string[] _models = ["linear", "mlp_default", "mlp_tuned", "random_forest", "hgb_default", "hgb_tuned", "lightgbm"];

    public static string Header { get; } = """
        | set | folds | this | linear | MLP | tuned MLP | forest | boosting | tuned boosting | LightGBM | rank | trees | seconds | interval, or T |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    public static string Line(SetResult set)
    {
        string others = string.Concat(_models.Select(model => $" {(set.Baselines.TryGetValue(model, out double score) ? Text(score) : "")} |"));
        string calibration = Invariant(set.IsClassification
            ? (FormattableString)$"{set.Temperature:0.00}: {Text(set.Score)} from {Text(set.Uncalibrated)}"
            : $"{100 * set.Coverage:0.0} % (90 ± {100 * set.CoverageTolerance:0.0})");
        return Invariant($"| {set.Name}{(set.IsDesign ? " *" : "")} | {set.Folds} | **{Text(set.Score)}** |{others} {set.Rank} ")
            + Invariant($"| {(set.ReachesTrees ? "reached" : "")} | {set.Seconds:0.0} | {calibration} |");
    }

    public static string Totals(IReadOnlyList<SetResult> sets)
    {
        SetResult[][] parts = [[.. sets.Where(set => set.IsDesign)], [.. sets.Where(set => !set.IsDesign)], [.. sets]];
        string[] lines =
        [
            $"| of the sets | {string.Join(" | ", parts.Zip(["with a star, ", "others, ", "all "], (part, name) => $"{name}{part.Length}"))} |",
            "| --- | --- | --- | --- |",
            Row("better than scikit-learn's MLP with its defaults", set => set.BeatsTheDefaultMlp),
            Row("better than its tuned MLP, where there is one", set => set.BeatsTheTunedMlp),
            Values($"mean rank among {SetResult.Ranked.Length + 1} (the tuned MLP left out)", part => part.Average(set => set.Rank), "0.00"),
            Row("as good as the best trees, or within their deviation over folds", set => set.ReachesTrees),
            Row("not worse than the linear model by more than that", set => set.IsNotWorseThanLinear),
            Row("coverage of 90 % intervals as the Beta law allows it (99 %)", set => set.CoversAsPromised),
            Row("interval score better than with one width", set => set.HasBetterIntervals),
            Row("log loss not worse for the temperature", set => set.IsCalibrated),
            Values("seconds of training, median set", part => part.Select(set => set.Seconds).Order().ElementAt(part.Length / 2), "0.0"),
            Values("seconds of training, longest fold", part => part.Max(set => set.Longest), "0.0"),
        ];
        return string.Join('\n', lines);

        string Row(string name, Func<SetResult, bool?> holds) => $"| {name} | {string.Join(" | ", parts.Select(part => Share(part, holds)))} |";

        string Values(string name, Func<SetResult[], double> value, string format) => $"| {name} | "
            + $"{string.Join(" | ", parts.Select(part => part.Length == 0 ? "" : value(part).ToString(format, CultureInfo.InvariantCulture)))} |";
    }

    private static string Share(SetResult[] sets, Func<SetResult, bool?> holds)
    {
        bool?[] known = [.. sets.Select(holds).Where(value => value is not null)];
        return $"{known.Count(value => value == true)} of {known.Length}";
    }

    private static string Text(double score) => score.ToString(score >= 10_000 ? "F0" : "G4", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
