using System.Numerics;

namespace NeuralNet;

/// <summary>The training or the validation part of the data, looked at once.</summary>
internal sealed class PartFacts
{
    // The nearest cache's worth: enough for means and spreads of columns, a hundredth of an epoch of a small network.
    private const int InputElements = 1 << 15;

    // Of a single column enough, too: the memory for more would take longer to get than all that is done with it.
    private const int TargetElements = 1 << 12;

    // A single wrong target spoils a run, so the extremes are those of all, unless they are known to be two values.
    private const int TargetExtremes = 1 << 20;

    private const int RowsCompared = 256;

    public required int Rows { get; init; }

    public required ColumnFacts[] Inputs { get; init; }

    public required ColumnFacts[] Targets { get; init; }

    public required TargetKind Kind { get; init; }

    /// <summary>Samples of each class; empty if targets are no classes.</summary>
    public required int[] ClassCounts { get; init; }

    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether samples or classes count differently.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>The columns of inputs that are equal to a target in all of some hundred rows.</summary>
    public required int[] Answers { get; init; }

    /// <summary>Whether every sample is its own target.</summary>
    public required bool TargetsAreInputs { get; init; }

    /// <summary>Looks at data, at about so many elements of the inputs.</summary>
    public static PartFacts Of<T>(TrainingData<T> data, int elements = InputElements)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ColumnFacts[] inputs = ColumnReader.Read<T>(data.X, data.Count, data.Inputs, data.FeatureNames, elements);
        return new PartFacts
        {
            Rows = data.Count,
            Inputs = inputs,
            Targets = data.TargetsAreInputs ? inputs : ColumnReader.Read<T>(data.Y, data.Count, data.Outputs, data.TargetNames, TargetElements,
                data.Kind == TargetKind.Continuous ? TargetExtremes : 0),
            Kind = data.Kind,
            ClassCounts = CountClasses(data),
            ClassNames = data.ClassNames,
            Answers = data.TargetsAreInputs ? [] : AnswersAmong(inputs, data),
            IsWeighted = data.Weights is not null,
            TargetsAreInputs = data.TargetsAreInputs,
        };
    }

    /// <summary>A class as a reader knows it.</summary>
    public string ClassText(int label) => ClassNames is { } names && label < names.Count ? $"{Check.Text(label)} ({names[label]})" : Check.Text(label);

    private static int[] AnswersAmong<T>(ColumnFacts[] inputs, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var answers = new List<int>();
        foreach (ColumnFacts column in inputs)
        {
            if (column.HalfRange > 0 && IsAnswer(data, column.Index))
                answers.Add(column.Index);
        }

        return answers.ToArray();
    }

    private static bool IsAnswer<T>(TrainingData<T> data, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = 1 + data.Count / RowsCompared;
        for (int target = 0; target < data.Outputs; target++)
        {
            int row = 0;
            while (row < data.Count && data.X[row * data.Inputs + column] == data.Y[row * data.Outputs + target])
                row += stride;
            if (row >= data.Count)
                return true;
        }

        return false;
    }

    private static int[] CountClasses<T>(TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.Classes is { } classes)
        {
            var counts = new int[data.Outputs];
            foreach (int label in classes)
                counts[label]++;
            return counts;
        }

        if (data.Outputs != 1 || data.Kind is not (TargetKind.Binary or TargetKind.Signed))
            return [];
        int ones = 0;
        foreach (T target in data.Y)
            ones += target == T.One ? 1 : 0;
        return [data.Count - ones, ones];
    }
}
