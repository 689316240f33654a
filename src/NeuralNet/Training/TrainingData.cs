using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A checked data set, kept sample by sample: gathering random rows out of a column-major matrix would miss the cache on every element.
/// </summary>
internal sealed class TrainingData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TrainingData(Dataset<T> data, TargetKind kind, double[]? weights)
    {
        Count = data.X.RowCount;
        Inputs = data.X.ColumnCount;
        Outputs = data.Y.ColumnCount;
        X = new T[Count * Inputs];
        RowGathering.ToRowMajor<T>(Count, Inputs, data.X.Values(), X);
        TargetsAreInputs = ReferenceEquals(data.X, data.Y);
        Y = TargetsAreInputs ? X : new T[Count * Outputs];
        if (!TargetsAreInputs)
            RowGathering.ToRowMajor<T>(Count, Outputs, data.Y.Values(), Y);
        Kind = kind;
        if (kind == TargetKind.OneHot)
            Classes = Labels.FromPredictions(data.Y);
        Weights = weights;
    }

    public int Count { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Features, row-major.</summary>
    public T[] X { get; }

    /// <summary>Targets, row-major.</summary>
    public T[] Y { get; }

    /// <summary>Whether targets and inputs are one matrix, as for an autoencoder: they are then kept and gathered once.</summary>
    public bool TargetsAreInputs { get; }

    public TargetKind Kind { get; }

    /// <summary>The class of each sample where targets are classes.</summary>
    public int[]? Classes { get; }

    /// <summary>Sample weights times class weights; null if all samples count alike.</summary>
    public double[]? Weights { get; }

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
}
