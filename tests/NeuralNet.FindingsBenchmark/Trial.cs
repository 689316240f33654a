namespace NeuralNet.FindingsBenchmark;

/// <summary>Makes a run and holds what is said of it against what is true.</summary>
internal static class Trial
{
    private const int Fresh = 2000;

    /// <summary>What is said of a run that turns out well; nothing is asked of one that does not.</summary>
    public static (bool IsGood, Finding? Alarm) Of(HealthyRuns.Case run, int seed)
    {
        Rows training = run.Law.Sample(run.Law.Rows, seed), test = run.Law.Sample(Fresh, seed + 10_000);
        TrainingResult result = run.Setting.Train(run.Law.Task, training, null, seed, out Network<double> network);
        return (Score.Of(network, run.Law.Task, test) >= run.Law.Goal, result.Findings.FirstOrDefault(finding => finding.Severity > Severity.Information));
    }

    /// <summary>
    /// What is said of a run with a mistake; nothing is asked of one that reaches the law's goal all the same.
    /// </summary>
    public static (bool IsBroken, string Verdict, string Text) Of(Mistake mistake, Law law, int seed)
    {
        Rows right = law.Sample(law.Rows, seed), test = law.Sample(Fresh, seed + 10_000);
        Rows training = mistake.Spoil(right, new RandomStream(seed));
        Rows? validation = mistake.Validation?.Invoke(law.Sample(law.Rows / 3, seed + 20_000));
        if (mistake.IsInUse)
            test = mistake.Spoil(test, new RandomStream(seed + 1));
        if (mistake.Causes.Contains(FindingCode.ValidationUnlikeTraining))
            test = mistake.Validation!(test);
        TrainingResult result = mistake.Setting.Train(law.Task, training, validation, seed, out Network<double> network);
        double score = Score.Of(network, law.Task, test);
        Finding[] warnings = [.. result.Findings.Where(finding => finding.Severity > Severity.Information)];
        Finding? said = warnings.FirstOrDefault() ?? result.Findings.FirstOrDefault(finding => mistake.Causes.Contains(finding.Code));
        string verdict = said is null ? "nothing"
            : mistake.Causes.Contains(said.Code) ? "first"
            : warnings.Any(finding => mistake.Causes.Contains(finding.Code)) ? "listed"
            : mistake.Symptoms.Contains(said.Code) ? "symptom"
            : "wrong";
        string findings = string.Join(", ", result.Findings.Select(finding => $"{finding.Severity.ToString()[0]}:{finding.Code}"));
        bool isBroken = !(score >= law.Goal) || mistake.Causes.Contains(FindingCode.WrongClassWeights);
        return (isBroken, verdict, FormattableString.Invariant($"{verdict}: {mistake.Name}; {law.Text}; score {score:G3} of {law.Goal}: {findings}"));
    }
}
