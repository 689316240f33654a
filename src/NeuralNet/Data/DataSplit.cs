using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Two parts of a data set, with no sample in both.</summary>
/// <param name="Training">The part to learn from.</param>
/// <param name="Held">The part held back, for validation or test.</param>
public sealed record DataSplit<T>(Dataset<T> Training, Dataset<T> Held)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Splits at random. If every row of Y is one-hot, or Y is one column of 0 and 1, each class is split in the same proportion (stratified): if at most
    /// half of the data is held back, a class of at least two samples has samples in the training part.
    /// </summary>
    /// <param name="data">At least two samples.</param>
    /// <param name="heldFraction">The share that is held back, above 0 and below 1; each part gets at least one sample.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentException">There are fewer than two samples, X and Y do not have the same number of them, or the fraction is outside its range.</exception>
    public static DataSplit<T> Random(Dataset<T> data, double heldFraction, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.CheckRows();
        Check.Range(heldFraction, nameof(heldFraction), 0, 1, Bounds.Open);
        int count = data.X.RowCount;
        if (count < 2)
            throw new ArgumentException($"'data' has {Check.Text(count)} samples, but at least 2 are needed to split them.", nameof(data));

        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        new RandomStream(seed, RandomUse.Split, 0).Shuffle<int>(order);

        int[] classes = TargetKinds.Of(data.Y.AsDense()) is TargetKind.OneHot || (data.Y.ColumnCount == 1 && TargetKinds.Of(data.Y.AsDense()) is TargetKind.Binary)
            ? Labels.FromPredictions(data.Y)
            : new int[count];
        (List<int> training, List<int> held) = SplitByClass(order, classes, heldFraction);
        training.Sort();
        held.Sort();
        return new DataSplit<T>(data.Subset(training), data.Subset(held));
    }

    private static (List<int> Training, List<int> Held) SplitByClass(int[] order, int[] classes, double heldFraction)
    {
        int heldTotal = Math.Clamp((int)Math.Round(order.Length * heldFraction), 1, order.Length - 1);
        List<int> training = [];
        List<int> held = [];
        int seen = 0;
        foreach (IGrouping<int, int> group in order.GroupBy(row => classes[row]).OrderBy(group => group.Key))
        {
            // Cumulative rounding: every class gets its share, and the shares add up to the total.
            int[] rows = [.. group];
            int before = (int)((long)seen * heldTotal / order.Length);
            seen += rows.Length;
            int share = (int)((long)seen * heldTotal / order.Length) - before;
            held.AddRange(rows[..share]);
            training.AddRange(rows[share..]);
        }

        return (training, held);
    }
}
