namespace NeuralNet;

/// <summary>
/// The training part lacks a class that the network has an output for, or the validation part one that is common in
/// training.
/// </summary>
internal sealed class MissingClass : Hypothesis
{
    // A random part of that many expected samples never lacks the class: e^-20.
    private const double SurelyPresent = 20;

    public override FindingCode Code => FindingCode.MissingClass;

    protected override FindingCode[] Effects => Failure;

    public override Finding? Before(Evidence evidence)
    {
        int[] counts = evidence.Training.ClassCounts;
        if (counts.Length < 2 || evidence.Training.Rows < 10)
            return null;
        int[] missing = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] == 0)];
        int[]? validation = evidence.Validation?.ClassCounts is { Length: > 0 } other ? other : null;
        if (missing.Length > 0)
        {
            int[] unseen = [.. missing.Where(label => validation?[label] > 0)];
            bool isGrave = unseen.Length > 0 || missing.Length >= (counts.Length + 1) / 2;
            return InTraining(evidence, missing, unseen, isGrave ? Severity.Warning : Severity.Information);
        }

        if (validation is null)
            return null;
        int[] absent = [.. Enumerable.Range(0, counts.Length)
            .Where(label => validation[label] == 0 && (double)counts[label] * evidence.Validation!.Rows / evidence.Training.Rows > SurelyPresent)];
        return absent.Length == 0 ? null : InValidation(evidence, absent);
    }

    private Finding InTraining(Evidence evidence, int[] missing, int[] unseen, Severity severity)
    {
        PartFacts training = evidence.Training;
        string present = string.Join(", ", Enumerable.Range(0, training.ClassCounts.Length).Where(label => training.ClassCounts[label] > 0).Take(6)
            .Select(label => $"{training.ClassText(label)}: {Check.Text(training.ClassCounts[label])}"));
        string validation = unseen.Length == 0 ? ""
            : $" The validation data hold {Check.Text(unseen.Sum(label => evidence.Validation!.ClassCounts[label]))} samples of {Classes(training, unseen)}.";
        return New(evidence, severity,
            $"No training sample belongs to {Classes(training, missing)}, of {Check.Text(training.ClassCounts.Length)} classes; the samples of a class are "
                + $"{present}.{validation}",
            "A class that is never shown cannot be learned: its output is driven to 0. Files sorted by class are cut this way, and a column of labels that "
                + "was not read has one value only.",
            "Shuffle before splitting, or split by class: leave the validation part to ValidationFraction or DataSplit. Check how the labels were read.",
            ("missing classes", missing.Length), ("classes", training.ClassCounts.Length));
    }

    private Finding InValidation(Evidence evidence, int[] absent) => New(evidence, Severity.Warning,
        $"No validation sample belongs to {Classes(evidence.Training, absent)}, though "
            + $"{Check.Text(absent.Sum(label => evidence.Training.ClassCounts[label]))} of {Check.Text(evidence.Training.Rows)} training samples do.",
        "The validation data were not drawn at random: they say nothing of these classes, and early stopping does not look at them.",
        "Shuffle before splitting, or split by class: leave the validation part to ValidationFraction or DataSplit.",
        ("missing classes", absent.Length), ("classes", evidence.Training.ClassCounts.Length));

    private static string Classes(PartFacts part, int[] labels)
        => (labels.Length == 1 ? "class " : "classes ") + string.Join(", ", labels.Take(5).Select(part.ClassText))
            + (labels.Length > 5 ? $" and {Check.Text(labels.Length - 5)} others" : "");
}
