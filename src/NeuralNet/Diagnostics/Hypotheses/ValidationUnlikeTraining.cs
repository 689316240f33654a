using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// The two parts of the data are not of one kind: scaled otherwise, from another range or time, with columns in another
/// order.
/// </summary>
internal sealed class ValidationUnlikeTraining : Hypothesis
{
    private const int FewestRows = 10;

    // In deviations of the training column. Random parts differ by a few tenths; a trend in time by one or so.
    private const double LargeShift = 2;
    private const double LargeRatio = 5;

    // Where most columns are wider or narrower alike, the scaling is another one.
    private const double CommonRatio = 2;
    private const int FewestColumns = 3;

    // Beyond that many standard errors of the mean it is no chance of few rows.
    private const double Significant = 6;

    public override FindingCode Code => FindingCode.ValidationUnlikeTraining;

    protected override FindingCode[] Effects
        => [FindingCode.PatienceTooShort, FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.Overfitting, FindingCode.Overconfidence];

    public override Finding? Before(Evidence evidence)
    {
        if (evidence.Validation is not { Rows: >= FewestRows } validation || evidence.Training.Rows < FewestRows)
            return null;
        if (OtherNames(evidence.Training, validation) is { } names)
            return names;
        return Compare(evidence, "Inputs", evidence.Training.Inputs, validation.Inputs)
            ?? (evidence.Training is { Kind: TargetKind.Continuous, TargetsAreInputs: false } && evidence.Loss is not { Activation: not null }
                ? Compare(evidence, "Targets", evidence.Training.Targets, validation.Targets) : null);

        Finding? OtherNames(PartFacts training, PartFacts other)
        {
            int place = Array.FindIndex(training.Inputs, column => column.Name is { } name && other.Inputs[column.Index].Name is { } second && name != second);
            return place < 0 ? null : New(evidence, Severity.Warning,
                $"Column {Check.Text(place)} is named {training.Inputs[place].Name} in the training data and "
                    + $"{other.Inputs[place].Name} in the validation data.",
                "The network knows columns by their place. In another order they are other inputs.",
                "Give both parts the same columns in the same order.", ("column", place)) with
            { Columns = [place] };
        }
    }

    public override Finding? Review(Evidence evidence, Finding finding)
    {
        if (evidence.Outcome is not { } outcome)
            return finding;

        // Another population that is answered as well is none that matters.
        bool isAsGood = outcome.Validation is { } validation && validation.Skill > 0.2 && validation.Skill >= outcome.Training.Skill - 0.2;
        return isAsGood || outcome.IsFine ? finding with { Severity = Severity.Information } : finding;
    }

    private Finding? Compare(Evidence evidence, string what, ColumnFacts[] training, ColumnFacts[] validation)
    {
        var columns = new List<int>();
        int compared = 0, wider = 0, narrower = 0;
        for (int j = 0; j < training.Length; j++)
        {
            double spread = training[j].Deviation;
            if (training[j].IsConstant || spread == 0)
                continue;
            compared++;
            double shift = Math.Abs(validation[j].Mean - training[j].Mean), ratio = validation[j].Deviation / spread;
            double error = Math.Max(spread, validation[j].Deviation) * Math.Sqrt(1.0 / evidence.Training.Rows + 1.0 / evidence.Validation!.Rows);
            bool isSparse = training[j].HalfRange > 5 * spread;
            if ((shift > LargeShift * spread && shift > Significant * error) || (!isSparse && (ratio > LargeRatio || ratio < 1 / LargeRatio)))
                columns.Add(j);
            wider += ratio > CommonRatio ? 1 : 0;
            narrower += ratio < 1 / CommonRatio ? 1 : 0;
        }

        bool isCommon = compared >= FewestColumns && Math.Max(wider, narrower) > 0.6 * compared;
        if (columns.Count == 0 && isCommon)
            columns.AddRange(Enumerable.Range(0, training.Length).Where(j => training[j].Deviation > 0));
        return columns.Count == 0 ? null : Describe(evidence, what, training, validation, columns, isCommon);
    }

    private Finding Describe(Evidence evidence, string what, ColumnFacts[] training, ColumnFacts[] validation, List<int> columns, bool isCommon)
    {
        int worst = columns.MaxBy(j => Math.Abs(validation[j].Mean - training[j].Mean) / training[j].Deviation
            + Math.Abs(Math.Log(Math.Max(validation[j].Deviation, 1e-300) / training[j].Deviation)));
        return New(evidence, Severity.Warning,
            Invariant($"{what} of the validation data are unlike those of the training data in {Named(training, columns)}: {Number(validation[worst].Mean)} ")
                + Invariant($"+- {Number(validation[worst].Deviation)} against {Number(training[worst].Mean)} +- {Number(training[worst].Deviation)} in ")
                + Invariant($"{training[worst]}."),
            isCommon || columns.Count > training.Length / 2
                ? "One part was scaled and the other was not, or otherwise; or the parts come from different times or places. The validation scores are then "
                    + "about other data than the network learns from."
                : "The parts come from different times or places, or a column was computed otherwise. The validation scores are then about other data than "
                    + "the network learns from.",
            "Fit the scaler to the training data and apply it to both parts, or make it the network's first layer (Standardize); draw the validation part at "
                + "random unless it is to tell of another time.",
            ("columns", columns.Count), ("training mean", training[worst].Mean), ("training deviation", training[worst].Deviation),
                ("validation mean", validation[worst].Mean), ("validation deviation", validation[worst].Deviation)) with
        { Columns = columns };
    }
}
