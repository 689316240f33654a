using System.Numerics;

namespace NeuralNet;

/// <summary>What samples with equal inputs tell.</summary>
internal sealed class Replicates
{
    // Settings that were tried again and again, or columns that take few values, bring equal rows by themselves.
    private const double ReadingsOfADesign = 3;
    private const double RecurringShare = 0.5;

    /// <summary>The share of samples that repeat an earlier one.</summary>
    public double Repeated { get; init; }

    /// <summary>Whether equal rows are no surprise: a design with replicates, or discrete columns.</summary>
    public bool AreNatural { get; set; }

    /// <summary>The share of samples in groups whose targets differ.</summary>
    public double Contradicting { get; init; }

    /// <summary>The lowest mean absolute error that they leave, over all samples and outputs.</summary>
    public double MeanAbsoluteError { get; init; }

    /// <summary>The lowest mean squared error that they leave.</summary>
    public double MeanSquaredError { get; init; }

    /// <summary>The highest accuracy that they leave; null for targets without right answers.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// The share of the targets' variance that knowing the group explains, with the degrees of freedom of the groups
    /// taken off; NaN if unknown.
    /// </summary>
    public double Explained { get; init; } = double.NaN;

    /// <summary>Groups of equal samples, single ones included.</summary>
    public int Groups { get; set; }

    /// <summary>Two rows that contradict each other; null if none do.</summary>
    public (int First, int Second)? Example { get; init; }

    /// <summary>The share of validation samples that are training samples too.</summary>
    public double Leaked { get; set; }

    public static Replicates Of<T>(TrainingData<T> data, TrainingData<T>? validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!RowGroups<T>.MayRepeat(data, validation))
            return new Replicates { Groups = data.Count };
        var groups = new RowGroups<T>(data);
        (long kept, long repeated) = groups.Counts();
        double leaked = validation is null ? 0 : LeakedShare(groups, validation);
        if (repeated == 0 && leaked == 0)
            return new Replicates { Groups = (int)kept };
        Replicates found = repeated == 0 ? new Replicates() : Compare(data, groups, kept, repeated);
        (found.Groups, found.Leaked, found.AreNatural) = ((int)(kept - repeated), leaked, AreNaturalIn(data, groups, kept, repeated));
        return found;
    }

    private static Replicates Compare<T>(TrainingData<T> data, RowGroups<T> groups, long kept, long repeated)
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
                double median = values[values.Count / 2], mean = values.Average();
                absolute += values.Sum(value => Math.Abs(value - median));
                squared += values.Sum(value => (value - mean) * (value - mean));
            }
        }

        double elements = (double)kept * data.Outputs;
        double wrongShare = data.Kind == TargetKind.Binary ? absolute / elements : (double)wrong / kept;
        double total = VarianceOfKept(data, groups), within = squared / Math.Max(1, repeated);
        return new Replicates
        {
            Repeated = (double)repeated / kept,
            Contradicting = (double)contradicting / kept,
            MeanAbsoluteError = absolute / elements,
            MeanSquaredError = squared / elements,
            Accuracy = data.Kind is TargetKind.Binary or TargetKind.OneHot ? 1 - wrongShare : null,
            Example = example,
            Explained = total > 0 ? 1 - within / total : double.NaN,
        };
    }

    /// <summary>The sum over the outputs of the variance of the samples that were grouped.</summary>
    private static double VarianceOfKept<T>(TrainingData<T> data, RowGroups<T> groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] sums = new double[data.Outputs], squares = new double[data.Outputs];
        long count = 0;
        for (int row = 0; row < data.Count; row++)
        {
            if (groups.First[row] < 0)
                continue;
            count++;
            for (int j = 0; j < data.Outputs; j++)
            {
                double value = double.CreateTruncating(data.Y[row * data.Outputs + j]) - double.CreateTruncating(data.Y[j]);
                sums[j] += value;
                squares[j] += value * value;
            }
        }

        return count < 2 ? 0 : Enumerable.Range(0, data.Outputs).Sum(j => (squares[j] - sums[j] * sums[j] / count) / (count - 1));
    }

    private static bool AreNaturalIn<T>(TrainingData<T> data, RowGroups<T> groups, long kept, long repeated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int unique = (int)(kept - repeated);
        if (unique > 1 && kept >= ReadingsOfADesign * unique)
            return true;
        for (int j = 0; j < data.Inputs; j++)
        {
            var seen = new HashSet<T>();
            for (int row = 0; row < data.Count; row++)
            {
                if (groups.First[row] == row && seen.Add(data.X[row * data.Inputs + j]) && seen.Count > RecurringShare * unique)
                    return false;
            }
        }

        return unique > 1;
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
