using System.Numerics;

namespace NeuralNet;

/// <summary>Two parts of a data set, with no sample in both.</summary>
/// <param name="Training">The part to learn from.</param>
/// <param name="Held">The part held back, for validation or test.</param>
public sealed partial record DataSplit<T>(Dataset<T> Training, Dataset<T> Held)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The rows of the data that was split which the training part has, in its order; null for parts that come from
    /// elsewhere.
    /// </summary>
    public IReadOnlyList<int>? TrainingRows { get; init; }

    /// <summary>
    /// The rows of the data that was split which the held part has, in its order; null for parts that come from
    /// elsewhere.
    /// </summary>
    public IReadOnlyList<int>? HeldRows { get; init; }

    /// <summary>
    /// Splits at random. Stratified, each class is split in the same proportion: if at most half of the data is held
    /// back, a class of at least two samples has samples in the training part.
    /// </summary>
    /// <param name="data">At least two samples.</param>
    /// <param name="heldFraction">
    /// The share that is held back, above 0 and below 1; each part gets at least one sample.
    /// </param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two samples, X and Y do not have the same number of them, or the fraction is outside its
    /// range.
    /// </exception>
    public static DataSplit<T> Random(Dataset<T> data, double heldFraction, int seed = 0, SplitKind kind = SplitKind.Stratified)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.CheckRows();
        Check.Range(heldFraction, nameof(heldFraction), 0, 1, Bounds.Open);
        Check.Defined((int)kind, (int)SplitKind.Plain, nameof(kind), nameof(SplitKind));
        int count = data.X.RowCount;
        if (count < 2)
            throw new ArgumentException($"'data' has {Check.Text(count)} samples, but at least 2 are needed to split them.", nameof(data));

        (List<int> training, List<int> held) = SplitByClass(Shuffled(count, seed), Classes(data, kind), heldFraction);
        training.Sort();
        held.Sort();
        return new DataSplit<T>(data.Subset(training), data.Subset(held)) { TrainingRows = training, HeldRows = held };
    }

    /// <summary>
    /// Splits for k-fold cross-validation: every sample is held back in one of the splits. The sizes of the held parts
    /// differ by at most one, and stratified, so does the number of samples of each class in them.
    /// </summary>
    /// <param name="data">At least as many samples as folds.</param>
    /// <param name="folds">
    /// The number of splits, k, at least 2; 5 and 10 are usual. As many as samples leave out one at a time.
    /// </param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <returns>k splits. Each part has its samples in the order of the data.</returns>
    /// <exception cref="ArgumentException">There are fewer samples than folds, or fewer than two folds.</exception>
    public static IReadOnlyList<DataSplit<T>> Folds(Dataset<T> data, int folds, int seed = 0, SplitKind kind = SplitKind.Stratified)
        => [.. RowsOfFolds(data, folds, seed, kind).Select(held => Hold(data, held))];

    /// <summary>The rows held back in each fold, in ascending order.</summary>
    internal static int[][] RowsOfFolds(Dataset<T> data, int folds, int seed, SplitKind kind)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.CheckRows();
        Check.Count(folds, nameof(folds), "folds", smallest: 2);
        Check.Defined((int)kind, (int)SplitKind.Plain, nameof(kind), nameof(SplitKind));
        int count = data.X.RowCount;
        if (count < folds)
            throw new ArgumentException($"'data' has {Check.Text(count)} samples, but {Check.Text(folds)} folds need at least one each.", nameof(data));

        // Dealt out like cards, class after class: no fold gets two more than another of any class, nor of all.
        int[] classes = Classes(data, kind);
        int[] order = [.. Shuffled(count, seed).OrderBy(row => classes[row])];
        return [.. Enumerable.Range(0, folds).Select(fold => order.Where((_, i) => i % folds == fold).Order().ToArray())];
    }

    /// <summary>The split that holds back the given rows, in ascending order.</summary>
    internal static DataSplit<T> Hold(Dataset<T> data, int[] held)
    {
        var isHeld = new bool[data.X.RowCount];
        foreach (int row in held)
            isHeld[row] = true;
        int[] training = [.. Enumerable.Range(0, isHeld.Length).Where(row => !isHeld[row])];
        return new DataSplit<T>(data.Subset(training), data.Subset(held)) { TrainingRows = training, HeldRows = held };
    }

    private static int[] Shuffled(int count, int seed)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        new RandomStream(seed, RandomUse.Split, 0).Shuffle<int>(order);
        return order;
    }

    private static int[] Classes(Dataset<T> data, SplitKind kind) => (kind == SplitKind.Stratified ? data.ClassesOrNull() : null) ?? new int[data.X.RowCount];

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
