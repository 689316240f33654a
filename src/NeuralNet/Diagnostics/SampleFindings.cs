using System.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Samples with equal inputs, looked at before training.</summary>
internal static class SampleFindings
{
    // Equal inputs are common in real data (iris has a pair); a tenth is no accident any more.
    private const double ManyDuplicates = 0.1;

    // Where contradictions leave less than this share of a constant answer's error, they are a footnote.
    private const double NotableError = 0.05;

    /// <summary>What equal samples with different targets leave as lowest error, and how many there are.</summary>
    public static Contradictions Compare<T>(TrainingData<T> data, RowGroups<T> groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (long kept, long repeated) = groups.Counts();
        return repeated == 0 ? default : Compare(data, groups, kept, repeated);
    }

    private static Contradictions Compare<T>(TrainingData<T> data, RowGroups<T> groups, long kept, long repeated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double absolute = 0, squared = 0;
        long contradicting = 0, wrong = 0;
        (int, int)? example = null;
        var values = new List<double>();
        foreach (List<int> rows in Members(data, groups))
        {
            int other = rows.Find(row => !Target(data, row).SequenceEqual(Target(data, rows[0])));
            if (other == 0)
                continue;
            example ??= (rows[0], other);
            contradicting += rows.Count;
            wrong += data.Classes is { } classes ? rows.Count - rows.GroupBy(row => classes[row]).Max(group => group.Count()) : 0;
            for (int j = 0; j < data.Outputs; j++)
            {
                values.Clear();
                values.AddRange(rows.Select(row => double.CreateTruncating(Target(data, row)[j])));
                values.Sort();
                double median = values[values.Count / 2];
                double mean = values.Average();
                absolute += values.Sum(value => Math.Abs(value - median));
                squared += values.Sum(value => (value - mean) * (value - mean));
            }
        }

        double elements = (double)kept * data.Outputs;
        double wrongShare = data.Kind == TargetKind.Binary ? absolute / elements : (double)wrong / kept;
        return new Contradictions((double)repeated / kept, (double)contradicting / kept, absolute / elements, squared / elements,
            data.Kind is TargetKind.Binary or TargetKind.OneHot ? 1 - wrongShare : null, example);
    }

    /// <summary>Equal inputs with different targets.</summary>
    public static Finding? Contradictory<T>(Contradictions found, Loss<T> loss, TargetSummary targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A user's loss may give targets another meaning than the answer wanted.
        return found.Example is not var (first, second) || loss.GradientSource != GradientSource.Library ? null : Contradictory(found, first, second, targets);
    }

    private static Finding Contradictory(Contradictions found, int first, int second, TargetSummary targets)
    {
        string best = found.Accuracy is { } accuracy
            ? Invariant($"the accuracy cannot exceed {Percent(accuracy)}")
            : Invariant($"the mean squared error cannot fall below {Number(found.MeanSquaredError)}");
        return new Finding
        {
            Code = FindingCode.ContradictorySamples,
            Severity = found.MeanAbsoluteError > NotableError * targets.ConstantError ? Severity.Warning : Severity.Information,
            Observation = Invariant($"{Percent(found.Share)} of the samples have the same inputs as another sample but different targets: rows {first} and {second}, for example. So {best}, nor the mean absolute error fall below {Number(found.MeanAbsoluteError)}."),
            Cause = "The network gives equal inputs equal outputs. Labels are wrong, the inputs lack what tells these samples apart, or x was never filled.",
            Remedy = "Look at the rows named. Correct the labels, add the missing feature, or take the error as the noise of the data.",
            Numbers = new Dictionary<string, double>
            {
                ["share of samples"] = found.Share,
                ["row"] = first,
                ["other row"] = second,
                ["lowest mean absolute error"] = found.MeanAbsoluteError,
                ["lowest mean squared error"] = found.MeanSquaredError,
            },
        };
    }

    /// <summary>Many equal samples, or training samples that come again in the validation data.</summary>
    public static Finding? Duplicates<T>(Contradictions found, RowGroups<T> groups, TrainingData<T>? validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double leaked = validation is null ? 0 : LeakedShare(groups, validation);
        return found.Repeated < ManyDuplicates && leaked < ManyDuplicates ? null : Duplicates(found.Repeated, leaked);
    }

    private static Finding Duplicates(double repeated, double leaked)
    {
        string seen = Invariant($"{Percent(repeated)} of the training samples repeat the inputs of an earlier one.");
        if (leaked >= ManyDuplicates)
            seen = Invariant($"{Percent(leaked)} of the validation samples have the same inputs as a training sample. ") + seen;
        return new Finding
        {
            Code = FindingCode.DuplicateSamples,
            Severity = Severity.Information,
            Observation = seen,
            Cause = leaked >= ManyDuplicates
                ? "What was learned by heart counts as understood, so the validation scores are better than those on new samples."
                : "Repeated samples weigh more, and a random split puts copies on both sides, where they make validation look better than it is.",
            Remedy = "Remove the copies, or give one copy a weight, before splitting off validation data.",
            Numbers = new Dictionary<string, double> { ["repeated share"] = repeated, ["share of validation samples seen in training"] = leaked },
        };
    }

    private static ReadOnlySpan<T> Target<T>(TrainingData<T> data, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => data.Y.AsSpan(row * data.Outputs, data.Outputs);

    /// <summary>The rows of every group of at least two.</summary>
    private static IEnumerable<List<int>> Members<T>(TrainingData<T> data, RowGroups<T> groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var members = new Dictionary<int, List<int>>();
        for (int row = 0; row < data.Count; row++)
        {
            int first = groups.First[row];
            if (first < 0 || first == row)
                continue;
            if (!members.TryGetValue(first, out List<int>? rows))
                members[first] = rows = [first];
            rows.Add(row);
        }

        return members.Values;
    }

    private static double LeakedShare<T>(RowGroups<T> groups, TrainingData<T> validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int looked = 0, found = 0;
        for (int row = 0; row < validation.Count; row++)
        {
            if (groups.Contains(validation, row) is not { } isKnown)
                continue;
            looked++;
            found += isKnown ? 1 : 0;
        }

        return looked == 0 ? 0 : (double)found / looked;
    }
}

/// <summary>What equal samples tell.</summary>
/// <param name="Repeated">The share of samples that repeat an earlier one.</param>
/// <param name="Share">The share of samples in groups whose targets differ.</param>
/// <param name="MeanAbsoluteError">The lowest mean absolute error that they leave, over all samples and outputs.</param>
/// <param name="MeanSquaredError">The lowest mean squared error that they leave.</param>
/// <param name="Accuracy">The highest accuracy that they leave; null for targets without right answers.</param>
/// <param name="Example">Two rows that contradict each other; null if none do.</param>
internal readonly record struct Contradictions(double Repeated, double Share, double MeanAbsoluteError, double MeanSquaredError, double? Accuracy, (int First, int Second)? Example);
