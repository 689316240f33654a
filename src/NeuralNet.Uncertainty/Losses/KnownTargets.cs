using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Another loss of those targets that are known: NaN means that one is not, and gives no loss and the gradient 0. The
/// mean is over the known elements of the batch, by the weights of their rows.
/// </summary>
/// <remarks>
/// For networks with several outputs of which not all are known for every sample. The other loss must treat each target
/// by itself, as all of the library do but <see cref="SoftmaxCrossEntropy{T}"/>. Without gaps the values are those of
/// the other loss up to rounding. Findings and the optimizers that look at all samples at once do without such losses.
/// </remarks>
public sealed class KnownTargets<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.KnownTargets";

    // A loss may serve several runs at once; batches have two sizes at most.
    [ThreadStatic]
    private static Room? _room, _otherRoom;

    private readonly int _group;

    /// <summary>Creates the loss.</summary>
    /// <param name="loss">The loss of the known targets, each by itself.</param>
    /// <exception cref="ArgumentException">The loss takes the outputs of a row together, or ignores the weights of
    /// rows.</exception>
    public KnownTargets(Loss<T> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.IncludedActivation?.OutputRange.RowSum is not null)
            throw new ArgumentException($"{loss} takes the targets of a row together, so none can be missing alone: leave such samples out.", nameof(loss));
        if (loss.RowWeighting == RowWeighting.Ignored || loss is KnownTargets<T>)
            throw new ArgumentException($"{loss} does not use the weights of samples, so it cannot leave single targets out: derive from Loss<T> and use the "
                + "rowWeights that Evaluate is given.", nameof(loss));
        Loss = loss;
        _group = (loss as IGroupedLoss)?.Group ?? 1;
    }

    /// <summary>The loss of the known targets.</summary>
    public Loss<T> Loss { get; }

    /// <inheritdoc/>
    public override TargetGaps TargetGaps => TargetGaps.LeftOut;

    /// <inheritdoc/>
    public override Layer<T>? IncludedActivation => Loss.IncludedActivation;

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        Checks.Evaluation(predictions, targets, rowWeights, gradient);
        (int rows, int columns) = (predictions.RowCount, predictions.ColumnCount);
        if (columns % _group != 0)
            throw new ArgumentException($"{Loss} has {Checks.Text(_group)} outputs for each target, but there are {Checks.Text(columns)}.",
                nameof(predictions));
        ReadOnlySpan<T> p = predictions.Values(), t = targets.Values();
        Span<T> g = gradient.Values();
        double known = KnownWeight(t, rowWeights, out bool areEqual, out int count);
        g.Clear();
        if (count == 0 || known == 0)
            return 0;

        // Equal weights are 1 over the number of known elements, rounded once.
        T share = T.CreateTruncating((double)_group / count);
        Room room = RoomFor(rows, _group);
        double loss = 0;
        for (int first = 0; first < columns; first += _group)
        {
            int start = first * rows, length = _group * rows;
            p.Slice(start, length).CopyTo(room.Predictions.Values());
            Span<T> own = room.Targets.Values(), slopes = room.Gradient.Values();
            t.Slice(start, length).CopyTo(own);
            for (int i = 0; i < rows; i++)
            {
                room.Weights[i] = IsMissing(own, i, rows) ? T.Zero : areEqual ? share
                    : T.CreateTruncating(double.CreateTruncating(rowWeights[i]) * _group / known);
                for (int k = i; k < length && room.Weights[i] == T.Zero; k += rows)
                    own[k] = T.Zero;
            }

            loss += Loss.Evaluate(room.Predictions, room.Targets, room.Weights, room.Gradient);
            for (int k = 0; k < length; k++)
                g[start + k] = room.Weights[k % rows] == T.Zero ? T.Zero : slopes[k];
        }

        return loss;
    }

    /// <summary>Targets may be NaN, but not infinite, and each output needs one that is known.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name)
    {
        Matrix<T> filled = Matrix<T>.Build.Dense(targets.RowCount, targets.ColumnCount, targets.ToColumnMajorArray());
        T[] values = filled.Values();
        int rows = targets.RowCount;
        for (int j = 0; j < targets.ColumnCount; j++)
        {
            Span<T> column = values.AsSpan(j * rows, rows);
            int known = 0;
            while (known < rows && T.IsNaN(column[known]))
                known++;
            if (known == rows)
                throw new ArgumentException($"'{name}' has no known target in column {Checks.Text(j)}: an output that nothing is known of cannot be trained.",
                    name);
            for (int i = 0; i < rows; i++)
            {
                if (T.IsInfinity(column[i]))
                    throw new ArgumentException($"'{name}' holds {Checks.Text(double.CreateTruncating(column[i]))} at row {Checks.Text(i)}, column "
                        + $"{Checks.Text(j)}. Only NaN stands for a missing target.", name);
                if (_group > 1 && T.IsNaN(column[i]) != T.IsNaN(values[j / _group * _group * rows + i]))
                    throw new ArgumentException($"'{name}' is missing at row {Checks.Text(i)} in one of the columns {Checks.Text(j / _group * _group)} and "
                        + $"{Checks.Text(j)} alone, but both stand for one target: use {Loss}.TargetsFor.", name);
            }
        }

        for (int j = 0; j < targets.ColumnCount; j++)
        {
            Span<T> column = values.AsSpan(j * rows, rows);
            T fill = T.Zero;
            foreach (T value in column)
                fill = T.IsNaN(fill) || T.IsNaN(value) ? fill : value;
            foreach (ref T value in column)
                value = T.IsNaN(value) ? fill : value;
        }

        Loss.CheckTargets(filled, name);
    }

    /// <inheritdoc/>
    public override Description Describe() => new(Kind) { Parts = new Dictionary<string, Description> { ["loss"] = Loss.Describe() } };

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()} ({Loss})";

    /// <summary>The weights of all known elements together, how many there are, and whether they weigh alike.</summary>
    private static double KnownWeight(ReadOnlySpan<T> targets, ReadOnlySpan<T> rowWeights, out bool areEqual, out int count)
    {
        areEqual = rowWeights.IndexOfAnyExcept(rowWeights[0]) < 0;
        count = 0;
        double sum = 0;
        for (int k = 0; k < targets.Length; k++)
        {
            if (T.IsNaN(targets[k]))
                continue;
            count++;
            sum += double.CreateTruncating(rowWeights[k % rowWeights.Length]);
        }

        return sum;
    }

    private static bool IsMissing(ReadOnlySpan<T> targets, int row, int rows)
    {
        for (int k = row; k < targets.Length; k += rows)
        {
            if (T.IsNaN(targets[k]))
                return true;
        }

        return false;
    }

    private static Room RoomFor(int rows, int group)
    {
        if (_room?.Fits(rows, group) != true)
            (_room, _otherRoom) = (_otherRoom, _room);
        if (_room?.Fits(rows, group) != true)
            _room = new Room(rows, group);
        return _room;
    }

    /// <summary>The outputs of one target.</summary>
    private sealed class Room(int rows, int group)
    {
        public Matrix<T> Predictions { get; } = Matrix<T>.Build.Dense(rows, group);

        public Matrix<T> Targets { get; } = Matrix<T>.Build.Dense(rows, group);

        public Matrix<T> Gradient { get; } = Matrix<T>.Build.Dense(rows, group);

        public T[] Weights { get; } = new T[rows];

        public bool Fits(int otherRows, int otherGroup) => otherRows == rows && otherGroup == group;
    }
}
