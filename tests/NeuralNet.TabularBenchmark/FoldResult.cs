using System.Diagnostics;
using NeuralNet.Tabular;

namespace NeuralNet.TabularBenchmark;

/// <summary>What a model makes of one fold.</summary>
/// <param name="Score">Root mean squared error, or log loss with probabilities of at least 1e-6; on test rows.</param>
/// <param name="Uncalibrated">Log loss without the temperature; NaN for numbers.</param>
/// <param name="Coverage">The share of test rows within their intervals; NaN for classes.</param>
/// <param name="Seconds">Of training.</param>
/// <param name="Model">The model.</param>
internal sealed record FoldResult(double Score, double Uncalibrated, double Coverage, double Seconds, TabularModel Model)
{
    private const double SmallestProbability = 1e-6;

    public static FoldResult Of(BenchmarkSet set, int fold, TabularOptions options, Func<TrainingTable, List<Recipe>>? recipes)
    {
        (int[] training, int[] test) = set.Rows(fold);
        var watch = Stopwatch.StartNew();
        TabularModel model = TabularTraining.Train(set.Table.Rows(training), set.Target, options, recipes, CancellationToken.None);
        double seconds = watch.Elapsed.TotalSeconds;
        Table rows = set.Table.Rows(test);
        Table predictions = model.PredictAll(rows);
        TableColumn truth = rows[set.Target];
        if (set.IsClassification)
        {
            double[] losses = [.. Enumerable.Range(0, test.Length).Select(i => LogLoss(predictions, set.Target, truth.TextAt(i), i))];
            return new FoldResult(losses.Average(), WithoutTemperature(model, predictions, set, truth), double.NaN, seconds, model);
        }

        double squares = 0, covered = 0;
        for (int i = 0; i < test.Length; i++)
        {
            double y = (double)truth[i]!, error = (double)predictions[set.Target][i]! - y;
            squares += error * error;
            covered += y >= predictions.Columns[1].Values[i] && y <= predictions.Columns[2].Values[i] ? 1 : 0;
        }

        return new FoldResult(Math.Sqrt(squares / test.Length), double.NaN, covered / test.Length, seconds, model);
    }

    private static double LogLoss(Table predictions, string target, string truth, int row)
        => -Math.Log(predictions.Find($"{target} = {truth}") is { } column ? Math.Clamp(column.Values[row], SmallestProbability, 1) : SmallestProbability);

    /// <summary>p^T, made to add up to 1, takes the temperature back.</summary>
    private static double WithoutTemperature(TabularModel model, Table predictions, BenchmarkSet set, TableColumn truth)
    {
        TableColumn[] columns = [.. model.Classes.Select(name => predictions[$"{set.Target} = {name}"])];
        double sum = 0;
        for (int i = 0; i < truth.Count; i++)
        {
            double[] p = [.. columns.Select(column => Math.Pow(column.Values[i], model.Calibration.Temperature))];
            int own = model.Classes.ToList().IndexOf(truth.TextAt(i));
            sum -= Math.Log(own < 0 ? SmallestProbability : Math.Clamp(p[own] / p.Sum(), SmallestProbability, 1));
        }

        return sum / truth.Count;
    }
}
