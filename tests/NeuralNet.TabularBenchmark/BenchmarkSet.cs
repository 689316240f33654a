using System.Text.Json;
using NeuralNet.Csv;
using NeuralNet.Tabular;

namespace NeuralNet.TabularBenchmark;

/// <summary>
/// One data set of a folder with <c>sets.json</c>, <c>data/SET.csv.gz</c>, <c>folds/SET.csv.gz</c> and
/// <c>baselines.json</c>.
/// </summary>
internal sealed class BenchmarkSet
{
    private readonly Table _folds;

    private BenchmarkSet(string folder, JsonElement set, JsonElement baselines)
    {
        Name = set.GetProperty("name").GetString()!;
        Target = set.GetProperty("target").GetString()!;
        IsClassification = set.GetProperty("task").GetString() != "regression";

        // The sets write gaps as nothing; "None" is a level of theirs.
        var options = new CsvOptions { MissingMarkers = [""] };
        Table = Table.FromCsv(Path.Combine(folder, "data", $"{Name}.csv.gz"), options);
        if (IsClassification)
            Table = Table.With(Target, ColumnKind.Category);
        _folds = Table.FromCsv(Path.Combine(folder, "folds", $"{Name}.csv.gz"));
        Folds = _folds.Columns[0].Name == "fold" ? 5 : _folds.Columns.Count(column => column.Name.StartsWith("split", StringComparison.Ordinal));
        foreach (JsonProperty model in baselines.GetProperty(Name).GetProperty("models").EnumerateObject())
        {
            if (model.Value.TryGetProperty("scores", out JsonElement scores)
                && scores.TryGetProperty(IsClassification ? "log_loss" : "rmse", out JsonElement score))
                Baselines[model.Name] = [.. score.GetProperty("folds").EnumerateArray()
                    .Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN)];
        }
    }

    public string Name { get; }

    public string Target { get; }

    public bool IsClassification { get; }

    public Table Table { get; }

    public int Folds { get; }

    /// <summary>The score of each fold by model.</summary>
    public Dictionary<string, double[]> Baselines { get; } = [];

    public static IEnumerable<BenchmarkSet> In(string folder, IReadOnlyList<string> names)
    {
        using JsonDocument sets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "sets.json")));
        using JsonDocument baselines = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "baselines.json")));
        JsonElement[] all = [.. sets.RootElement.GetProperty("sets").EnumerateArray()];
        foreach (string name in names.Count > 0 ? names
            : [.. all.OrderBy(set => set.GetProperty("rows").GetInt32()).Select(set => set.GetProperty("name").GetString()!)])
            yield return new BenchmarkSet(folder, all.First(set => set.GetProperty("name").GetString() == name), baselines.RootElement.GetProperty("sets"));
    }

    public (int[] Training, int[] Test) Rows(int fold)
    {
        bool isSplit = _folds.Columns[0].Name != "fold";
        TableColumn column = isSplit ? _folds[$"split{fold}"] : _folds["fold"];
        string test = isSplit ? "1" : $"{fold}";
        ILookup<bool, int> rows = Enumerable.Range(0, Table.Count).ToLookup(row => column.TextAt(row) == test);
        return ([.. rows[false]], [.. rows[true]]);
    }
}
