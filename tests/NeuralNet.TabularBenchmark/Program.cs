using System.Globalization;
using NeuralNet.Tabular;
using NeuralNet.TabularBenchmark;

// FOLDER [--folds N] [--effort Normal] [--recipe SETTINGS] [--verbose] [SET...]: trains a model on each fold of each
// set and prints its scores beside those of the baselines; without sets all, small ones first.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
List<string> words = [.. args];
int most = int.Parse(Option("--folds", "20"), CultureInfo.InvariantCulture);
var options = new TabularOptions { Effort = Enum.Parse<Effort>(Option("--effort", "Normal")) };
Func<TrainingTable, List<Recipe>>? recipes = Experiment.Recipes(Option("--recipe", ""), options.Effort);
bool isVerbose = words.Remove("--verbose");
if (words.Count == 0)
{
    Console.Error.WriteLine("FOLDER [--folds N] [--effort Quick|Normal|Thorough] [--verbose] [SET...]: the folder holds sets.json, baselines.json, data and "
        + "folds.");
    return 2;
}

var table = new ResultTable();
foreach (BenchmarkSet set in BenchmarkSet.In(words[0], words[1..]))
{
    List<FoldResult> results = [];
    for (int fold = 0; fold < Math.Min(most, set.Folds); fold++)
    {
        results.Add(FoldResult.Of(set, fold, options, recipes));
        if (isVerbose)
        {
            Console.WriteLine($"{set.Name} fold {fold}: {results[^1].Score:G5} (own estimate {results[^1].Model.Report.Score.Error:G5})\n{results[^1].Model}");
            Console.WriteLine(PredictionTime.Of(results[^1].Model));
        }
    }

    Console.WriteLine(table.Add(set, results));
}

Console.WriteLine(table.Totals());
return 0;

string Option(string name, string otherwise)
{
    int index = words.IndexOf(name);
    if (index < 0)
        return otherwise;
    string value = words[index + 1];
    words.RemoveRange(index, 2);
    return value;
}
