namespace NeuralNet.TabularBenchmark;

/// <summary>The folds of one set beside the baselines of the same folds.</summary>
internal sealed class SetResult
{
    public static readonly string[] Ranked = ["linear", "mlp_default", "random_forest", "hgb_default", "hgb_tuned", "lightgbm"];

    private static readonly string[] _trees = ["random_forest", "hgb_default", "hgb_tuned", "lightgbm"];

    // The defaults were found on these sets and judged on the others.
    private static readonly HashSet<string> _design =
        ["concrete", "yacht", "power_plant", "auto_mpg", "beijing_pm25", "hotel_rates", "pima", "titanic", "bank", "sonar", "vowel", "letter"];

    // Files of results have seven digits.
    private const double Rounding = 1e-6;

    private readonly List<FoldResult> _folds;

    public SetResult(BenchmarkSet set, List<FoldResult> folds)
    {
        _folds = folds;
        Name = set.Name;
        IsClassification = set.IsClassification;
        Baselines = set.Baselines.ToDictionary(pair => pair.Key, pair => Of(pair.Value).Average(fold => pair.Value[fold.Fold]));
        BeatsTheTunedMlp = Baselines.TryGetValue("mlp_tuned", out double tuned) ? Of(set.Baselines["mlp_tuned"]).Average(fold => fold.Score) < tuned : null;
        string best = _trees.Where(Baselines.ContainsKey).MinBy(model => Baselines[model])!;
        Trees = Baselines[best];
        Deviation = DeviationOf(set.Baselines[best]);

        // Some baselines have scores of the first folds only.
        IEnumerable<FoldResult> Of(double[] scores) => folds.Where(fold => fold.Fold < scores.Length);
    }

    public string Name { get; }

    public bool IsClassification { get; }

    public bool IsDesign => _design.Contains(Name);

    public int Folds => _folds.Count;

    public IReadOnlyDictionary<string, double> Baselines { get; }

    public double Score => _folds.Average(fold => fold.Score);

    public double Seconds => _folds.Average(fold => fold.Seconds);

    public double Longest => _folds.Max(fold => fold.Seconds);

    public double Coverage => _folds.Average(fold => fold.Coverage);

    public double Temperature => _folds.Average(fold => fold.Temperature);

    public double Uncalibrated => _folds.Average(fold => fold.Uncalibrated);

    /// <summary>The best tree model of this set, and its standard deviation over folds.</summary>
    public double Trees { get; }

    public double Deviation { get; }

    public int Rank => 1 + Ranked.Count(model => Baselines.TryGetValue(model, out double score) && score < Score);

    public bool ReachesTrees => Score <= Trees + Deviation;

    public bool IsNotWorseThanLinear => Score <= Baselines["linear"] + Deviation;

    public bool BeatsTheDefaultMlp => Score < Baselines["mlp_default"];

    /// <summary>On the folds for which there is a score of it.</summary>
    public bool? BeatsTheTunedMlp { get; }

    /// <summary>Log loss is not worse for the temperature, but for rounding.</summary>
    public bool? IsCalibrated => IsClassification ? Score <= Uncalibrated * (1 + Rounding) : null;

    /// <summary>The mean interval score is better than with one width.</summary>
    public bool? HasBetterIntervals => IsClassification ? null : _folds.Average(fold => fold.IntervalScore) < _folds.Average(fold => fold.OneWidthScore);

    /// <summary>How far the coverage may be from 0.9: 2.58 standard deviations, 99 %.</summary>
    /// <remarks>
    /// The share that is promised follows the law Beta(rank, n + 1 - rank), alike in all folds, which share most of
    /// their rows; what the test rows of each fold add is binomial.
    /// </remarks>
    public double CoverageTolerance
    {
        get
        {
            double n = _folds.Average(fold => fold.CalibrationRows), rank = Math.Ceiling((n + 1) * 0.9);
            double beta = rank * (n + 1 - rank) / ((n + 1) * (n + 1) * (n + 2));
            return 2.58 * Math.Sqrt(beta + 0.09 / _folds.Sum(fold => fold.TestRows));
        }
    }

    /// <summary>The coverage is one that the Beta law allows.</summary>
    public bool? CoversAsPromised => IsClassification ? null : Math.Abs(Coverage - 0.9) <= CoverageTolerance;

    private static double DeviationOf(double[] scores) => Math.Sqrt(scores.Sum(score => Math.Pow(score - scores.Average(), 2)) / (scores.Length - 1));
}
