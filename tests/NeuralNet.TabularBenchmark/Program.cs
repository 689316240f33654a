using System.Diagnostics;
using System.Globalization;
using NeuralNet.Tabular;
using NeuralNet.TabularBenchmark;

// FOLDER [--folds N] [--effort Normal] [--recipe SETTINGS] [--results FILE] [--verbose] [--onnx] [SET...]: trains a
// model on each fold of each set and prints its scores beside those of the baselines; without sets all, small ones
// first. Folds that the file of results has are taken from it, those that are measured added to it; with 0 folds none
// is measured. Or: sources SOURCE [ROWS].
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
List<string> words = [.. args];
if (words.FirstOrDefault() == "sources")
    return await SourceTimes.Run(words[1..]);
int most = int.Parse(Option("--folds", "20"), CultureInfo.InvariantCulture);
var options = new TabularOptions { Effort = Enum.Parse<Effort>(Option("--effort", "Normal")) };
Func<TrainingTable, List<Recipe>>? recipes = Experiment.Recipes(Option("--recipe", ""), options.Effort);
string file = Option("--results", "");
(bool isVerbose, bool isOnnx) = (words.Remove("--verbose"), words.Remove("--onnx"));
if (words.Count == 0)
{
    Console.Error.WriteLine("FOLDER [--folds N] [--effort Quick|Normal|Thorough] [--results FILE] [--verbose] [--onnx] [SET...]: the folder holds sets.json, "
        + "baselines.json, data and folds.");
    return 2;
}

ILookup<(string, int), FoldResult> known = (File.Exists(file) ? File.ReadLines(file).Skip(1).Select(FoldResult.Read) : [])
    .ToLookup(result => (result.Set, result.Fold));
if (file.Length > 0 && !File.Exists(file))
    File.WriteAllText(file, FoldResult.Header + "\n");
List<SetResult> sets = [];
foreach (BenchmarkSet set in BenchmarkSet.In(words[0], words[1..]))
{
    List<FoldResult> folds = [];
    for (int fold = 0; fold < set.Folds; fold++)
    {
        FoldResult? result = known[(set.Name, fold)].FirstOrDefault() ?? (fold < most ? Measure(set, fold) : null);
        if (result is not null)
            folds.Add(result);
    }

    if (folds.Count == 0)
        continue;
    if (sets.Count == 0)
        Console.WriteLine(ResultTable.Header);
    sets.Add(new SetResult(set, folds));
    Console.WriteLine(ResultTable.Line(sets[^1]));
}

Console.WriteLine($"\n{ResultTable.Totals(sets)}");
return 0;

FoldResult Measure(BenchmarkSet set, int fold)
{
    (int[] training, int[] test) = set.Rows(fold);
    Table rows = set.Table.Rows(training);
    var watch = Stopwatch.StartNew();
    TabularModel model = TabularTraining.Train(rows, set.Target, options, recipes, CancellationToken.None);
    var result = FoldResult.Of(set, fold, model, watch.Elapsed.TotalSeconds, set.Table.Rows(test));
    if (file.Length > 0)
        File.AppendAllText(file, result.Line() + "\n");
    if (isOnnx)
        Console.WriteLine($"{set.Name} in ONNX Runtime: {OnnxComparison.Of(model, set.Table.Rows(test))}");
    if (isVerbose)
        Console.WriteLine($"{set.Name} fold {fold}: {result.Score:G5} (own estimate {model.Report.Score.Error:G5})\n{model}\n{PredictionTime.Of(model)}");
    return result;
}

string Option(string name, string otherwise)
{
    int index = words.IndexOf(name);
    if (index < 0)
        return otherwise;
    string value = words[index + 1];
    words.RemoveRange(index, 2);
    return value;
}
