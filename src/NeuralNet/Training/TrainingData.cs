using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A checked data set, kept sample by sample: gathering random rows out of a column-major matrix would miss the cache
/// on every element.
/// </summary>
internal sealed class TrainingData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[]? _rows;

    /// <param name="data">The samples.</param>
    /// <param name="kind">What their targets are.</param>
    /// <param name="weights">Sample weights times class weights; null if all samples count alike.</param>
    /// <param name="rows">Which rows of the caller's data these are; null for all of them.</param>
    public TrainingData(Dataset<T> data, TargetKind kind, double[]? weights, int[]? rows = null)
    {
        _rows = rows;
        Count = data.X.RowCount;
        Inputs = data.X.ColumnCount;
        Outputs = data.Y.ColumnCount;
        X = new T[Count * Inputs];
        RowGathering<T>.ToRowMajor(Count, Inputs, data.X.Values(), X);
        TargetsAreInputs = ReferenceEquals(data.X, data.Y);
        Y = TargetsAreInputs ? X : new T[Count * Outputs];
        if (!TargetsAreInputs)
            RowGathering<T>.ToRowMajor(Count, Outputs, data.Y.Values(), Y);
        Kind = kind;
        if (kind.IsOneHot())
            Classes = DecisionRule.LargestOutput.Classify(data.Y);
        Weights = weights;
        (FeatureNames, TargetNames, ClassNames) = (data.FeatureNames, data.TargetNames, data.ClassNames);
    }

    public int Count { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Features, row-major.</summary>
    public T[] X { get; }

    /// <summary>Targets, row-major.</summary>
    public T[] Y { get; }

    /// <summary>
    /// Whether targets and inputs are one matrix, as for an autoencoder: they are then kept and gathered once.
    /// </summary>
    public bool TargetsAreInputs { get; }

    public TargetKind Kind { get; }

    /// <summary>
    /// What stands for no and yes: 0 and 1, -1 and +1, the only two values that there are, or 0 and 1 for numbers
    /// between them. Null if nothing does.
    /// </summary>
    public (double No, double Yes)? TwoValues => Kind switch
    {
        TargetKind.Continuous => TwoValuesOf(Y),
        TargetKind.Signed or TargetKind.SignedOneHot => (-1, 1),
        _ => (0, 1),
    };

    /// <summary>What counts as right; null if targets hold no answers.</summary>
    public RightAnswers<T>? Answers { get; private set; }

    /// <summary>The class of each sample where each is of one.</summary>
    public int[]? Classes { get; }

    /// <summary>Sample weights times class weights; null if all samples count alike.</summary>
    public double[]? Weights { get; private set; }

    /// <summary>The same samples, of which all count alike.</summary>
    public TrainingData<T> WithoutWeights()
    {
        var copy = (TrainingData<T>)MemberwiseClone();
        copy.Weights = null;
        return copy;
    }

    /// <summary>Has answers counted by a network's rule.</summary>
    public void AnswerBy(DecisionRule rule) => Answers = RightAnswers<T>.Of(rule, Kind, Outputs);

    /// <summary>A name for each column of X; null if they have none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>A name for each column of Y that is no class; null if they have none.</summary>
    public IReadOnlyList<string>? TargetNames { get; }

    /// <summary>A name for each class; null if they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>The row that a sample has in the caller's data, from 0.</summary>
    public int CallersRow(int sample) => _rows?[sample] ?? sample;

    /// <summary>Writes the weights of some samples, scaled to sum 1, and returns the sum before scaling.</summary>
    public double GatherWeights(ReadOnlySpan<int> indices, Span<T> rowWeights)
    {
        if (Weights is null)
        {
            T share = T.CreateTruncating(1.0 / indices.Length);
            foreach (ref T weight in rowWeights)
                weight = share;
            return indices.Length;
        }

        double sum = 0;
        foreach (int index in indices)
            sum += Weights[index];
        for (int i = 0; i < indices.Length; i++)
            rowWeights[i] = sum > 0 ? T.CreateTruncating(Weights[indices[i]] / sum) : T.Zero;
        return sum;
    }

    private static (double No, double Yes)? TwoValuesOf(ReadOnlySpan<T> values)
    {
        T first = values[0];
        int another = values.IndexOfAnyExcept(first);
        if (another >= 0 && values.IndexOfAnyExcept(first, values[another]) < 0)
            return (double.CreateTruncating(T.Min(first, values[another])), double.CreateTruncating(T.Max(first, values[another])));
        foreach (T value in values)
        {
            if (value < T.Zero || value > T.One)
                return null;
        }

        return (0, 1);
    }
}
