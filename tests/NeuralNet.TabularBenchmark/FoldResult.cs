using System.Globalization;
using NeuralNet.Tabular;

namespace NeuralNet.TabularBenchmark;

/// <summary>What a model makes of one fold: a line of a file of results.</summary>
/// <param name="Set">The data set.</param>
/// <param name="Fold">From 0.</param>
/// <param name="Score">Root mean squared error, or log loss with probabilities of at least 1e-6; on test rows.</param>
/// <param name="Seconds">Of training.</param>
/// <param name="TestRows">Rows of the test.</param>
/// <param name="CalibrationRows">Rows that the interval or the temperature comes from.</param>
/// <param name="Coverage">The share of test rows within their intervals; NaN for classes.</param>
/// <param name="IntervalScore">The mean interval score at 90 %; NaN for classes.</param>
/// <param name="OneWidthScore">The same for intervals of one width about the same predictions.</param>
/// <param name="Temperature">Of probabilities; 1 for numbers.</param>
/// <param name="Uncalibrated">Log loss without the temperature; NaN for numbers.</param>
internal sealed record FoldResult(string Set, int Fold, double Score, double Seconds, int TestRows, int CalibrationRows, double Coverage,
    double IntervalScore, double OneWidthScore, double Temperature, double Uncalibrated)
{
    public const string Header = "set\tfold\tscore\tseconds\ttest rows\tcalibration rows\tcoverage\tinterval score\twith one width\ttemperature\twithout it";

    private const double SmallestProbability = 1e-6;

    public static FoldResult Of(BenchmarkSet set, int fold, TabularModel model, double seconds, Table rows)
    {
        Table predictions = model.PredictAll(rows);
        TableColumn truth = rows[set.Target];
        var result = new FoldResult(set.Name, fold, double.NaN, seconds, rows.Count, model.Report.ScoredRows, double.NaN, double.NaN, double.NaN,
            model.Calibration.Temperature, double.NaN);
        if (set.IsClassification)
        {
            return result with
            {
                Score = Enumerable.Range(0, rows.Count).Average(i => LogLoss(predictions, set.Target, truth.TextAt(i), i)),
                Uncalibrated = WithoutTemperature(model, predictions, set, truth),
            };
        }

        var oneWidth = new Calibration(model.Report.OneWidth, 1);
        double squares = 0, covered = 0, score = 0, oneWidthScore = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double y = (double)truth[i]!, value = predictions[set.Target].Values[i], error = value - y;
            double halfWidth = predictions.Columns[2].Values[i] - value;
            squares += error * error;
            covered += Math.Abs(error) <= halfWidth ? 1 : 0;
            score += new Calibration(1, 1).IntervalScore(error, halfWidth);
            oneWidthScore += oneWidth.IntervalScore(error, 1);
        }

        return result with
        {
            Score = Math.Sqrt(squares / rows.Count),
            Coverage = covered / rows.Count,
            IntervalScore = score / rows.Count,
            OneWidthScore = oneWidthScore / rows.Count,
        };
    }

    public string Line() => string.Join('\t', [Set, $"{Fold}", .. ((double[])[Score, Seconds, TestRows, CalibrationRows, Coverage, IntervalScore, OneWidthScore,
        Temperature, Uncalibrated]).Select(value => value.ToString("G7", CultureInfo.InvariantCulture))]);

    public static FoldResult Read(string line)
    {
        string[] words = line.Split('\t');
        double[] values = [.. words.Skip(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return new FoldResult(words[0], (int)values[0], values[1], values[2], (int)values[3], (int)values[4], values[5], values[6], values[7], values[8],
            values[9]);
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
