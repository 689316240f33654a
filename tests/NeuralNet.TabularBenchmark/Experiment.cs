using System.Globalization;
using NeuralNet.Tabular;

namespace NeuralNet.TabularBenchmark;

/// <summary>
/// Other settings than the package's for its network, for finding better ones: <c>epochs=200,dropout=0.1,alone</c>.
/// </summary>
internal static class Experiment
{
    /// <param name="settings">Settings with commas between; "alone" leaves the network and the linear model.</param>
    /// <param name="effort">What the other settings are for.</param>
    public static Func<TrainingTable, List<Recipe>>? Recipes(string settings, Effort effort) => settings.Length == 0 ? null : table =>
    {
        List<Recipe> recipes = Tabular.Recipes.For(table, effort);
        int network = recipes.FindIndex(recipe => recipe.Method == Method.Minibatches);
        foreach (string setting in settings.Split(','))
            recipes[network] = With(recipes[network], setting.Split('='));
        return settings.Split(',').Contains("alone") ? [recipes[0], recipes[network]] : recipes;
    };

    private static Recipe With(Recipe recipe, string[] setting) => setting switch
    {
        ["rate", var value] => recipe with { LearningRate = Number(value) },
        ["decay", var value] => recipe with { WeightDecay = Number(value) },
        ["dropout", var value] => recipe with { Dropout = Number(value) },
        ["batch", var value] => recipe with { BatchSize = (int)Number(value) },
        ["epochs", var value] => recipe with { Epochs = (int)Number(value) },
        ["intervals", var value] => recipe with { Intervals = (int)Number(value) },
        ["repeats", var value] => recipe with { Repeats = (int)Number(value) },
        ["time", var value] => recipe with { TimeIntervals = (int)Number(value) },
        ["smoothing", var value] => recipe with { LabelSmoothing = Number(value) },
        ["embedding", var value] => recipe with { EmbeddingSize = (int)Number(value) },
        ["onehot", var value] => recipe with { MostOneHot = (int)Number(value) },
        ["fewest", var value] => recipe with { FewestOfALevel = (int)Number(value) },
        ["hidden", var value] => recipe with { Hidden = [.. value.Split('-').Select(width => (int)Number(width))] },
        ["alone"] => recipe,
        _ => throw new ArgumentException($"'{string.Join('=', setting)}' is no setting."),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
