namespace NeuralNet;

/// <summary>
/// Asks all hypotheses, takes back what the end of the run proved untrue, and orders what is left: causes before
/// effects, effects folded into their cause.
/// </summary>
internal static class Judge
{
    /// <summary>All causes, causes before effects: the order in which they are reported.</summary>
    public static readonly Hypothesis[] Causes =
    [
        new NonFiniteLoss(), new WrongLossGradient(), new MaximisedLoss(), new MissingClass(), new WildValues(), new PrecisionTooLow(), new InputsNotScaled(),
            new TargetsOutsideRange(),
        new TargetsNotScaled(), new BoundedLogits(), new ValidationUnlikeTraining(), new DriftingData(), new ContradictorySamples(), new DuplicateSamples(),
            new RedundantColumns(),
            new ClassesAsNumbers(),
        new SortedSamples(), new MissingActivation(), new NoHiddenLayer(), new TooFewUnits(), new WrongClassWeights(), new PenaltyTooStrong(),
            new DropoutTooStrong(),
        new ClippingTooTight(), new NoGradient(), new IdenticalUnits(), new LearningRateTooHigh(), new DeadUnits(), new SaturatedUnits(),
            new ExplodingGradients(),
        new VanishingGradients(), new LearningRateTooLow(), new StuckInMinimum(), new PatienceTooShort(), new StillImproving(), new ThresholdOutOfReach(),
            new ClassImbalance(),
            new ChanceLevel(),
        new Overfitting(), new Overconfidence(), new ShortOfPossible(),
    ];

    private static readonly Hypothesis[] _ofSteps =
        [Causes[(int)FindingCode.NoGradient], Causes[(int)FindingCode.IdenticalUnits], Causes[(int)FindingCode.DeadUnits],
            Causes[(int)FindingCode.SaturatedUnits]];

    /// <summary>The settings that may be tried without.</summary>
    public static List<Suspect> Suspects(Evidence evidence) => [.. Causes.Select(cause => cause.Suspect(evidence)).OfType<Suspect>()];

    public static void Before(Evidence evidence, FindingList findings)
    {
        foreach (Hypothesis cause in Causes)
            findings.Add(cause.Before(evidence));
    }

    /// <summary>Asks those that look at steps.</summary>
    public static void During(Evidence evidence, FindingList findings)
    {
        foreach (Hypothesis cause in _ofSteps)
            findings.Add(cause.During(evidence));
        evidence.IsStartJudged |= UnitHypothesis.IsStart(evidence);
    }

    /// <summary>Asks about the record of the epochs.</summary>
    public static void AfterEpoch(Evidence evidence, FindingList findings)
        => findings.Add(((LearningRateTooHigh)Causes[(int)FindingCode.LearningRateTooHigh]).AfterEpoch(evidence));

    public static void AtEnd(Evidence evidence, FindingList findings)
    {
        findings.Review(evidence);
        foreach (Hypothesis cause in Causes)
            findings.Add(cause.AtEnd(evidence, findings));
        findings.Acquit(evidence.Outcome!.Trials);
    }

    /// <summary>
    /// Warnings and errors before information, causes before effects; what a cause explains is part of it.
    /// </summary>
    public static IReadOnlyList<Finding> InOrder(IReadOnlyList<Finding> findings)
    {
        if (findings.Count < 2)
            return [.. findings];
        Finding[] ordered = [.. findings.OrderBy(finding => finding.Severity == Severity.Information).ThenBy(finding => finding.Code)
            .ThenBy(finding => finding.Layer)];
        var kept = new List<Finding>();
        foreach (Finding finding in ordered)
        {
            int cause = finding.Severity == Severity.Information ? -1 : CauseOf(finding, ordered);
            if (cause < 0)
                kept.Add(finding with { Effects = [.. ordered.Where(other => IsUnder(finding, other, ordered))] });
        }

        return kept;
    }

    /// <summary>The place of the finding that explains this one; -1 if none does.</summary>
    private static int CauseOf(Finding finding, Finding[] all)
        => Array.FindIndex(all, other => !ReferenceEquals(other, finding) && other.Severity > Severity.Information
            && Causes[(int)other.Code].Explains(other, finding)
            && !(finding.Code < other.Code && Causes[(int)finding.Code].Explains(finding, other)));

    /// <summary>Whether the way from a finding to its first cause ends at another.</summary>
    private static bool IsUnder(Finding cause, Finding finding, Finding[] all)
    {
        if (ReferenceEquals(cause, finding) || finding.Severity == Severity.Information)
            return false;
        Finding current = finding;
        for (int steps = 0; steps < all.Length && CauseOf(current, all) is >= 0 and int place; steps++)
            current = all[place];
        return ReferenceEquals(current, cause);
    }
}
