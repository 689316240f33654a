using System.Numerics;

namespace NeuralNet;

public sealed partial record DataSplit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Splits whole groups at random, such as all measurements of a patient: no group has samples in both parts.
    /// </summary>
    /// <param name="data">Samples of at least two groups.</param>
    /// <param name="groups">The group of each sample, such as a name or a number; N values, none of them null.</param>
    /// <param name="heldFraction">
    /// The share of samples that is held back, above 0 and below 1, as nearly as whole groups allow; each part gets at
    /// least one group.
    /// </param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="ArgumentException">
    /// There is one group only, a sample has none, the lengths differ, or the fraction is outside its range.
    /// </exception>
    public static DataSplit<T> ByGroup<TGroup>(Dataset<T> data, IReadOnlyList<TGroup> groups, double heldFraction, int seed = 0)
        where TGroup : notnull
    {
        Check.Range(heldFraction, nameof(heldFraction), 0, 1, Bounds.Open);
        int[][] rows = RowsOfGroups(data, groups, smallest: 2);
        int[] order = Shuffled(rows.Length, seed);
        double wanted = heldFraction * data.X.RowCount;
        var held = new HashSet<int>();
        int count = 0;
        foreach (int group in order)
        {
            int more = rows[group].Length;
            if (held.Count == rows.Length - 1 || Math.Abs(count + more - wanted) >= Math.Abs(count - wanted))
                continue;
            held.Add(group);
            count += more;
        }

        if (held.Count == 0)
            held.Add(order.MinBy(group => rows[group].Length));
        return Hold(data, [.. held.SelectMany(group => rows[group]).Order()]);
    }

    /// <summary>Splits by time: every held sample is later than every sample of the training part.</summary>
    /// <param name="data">Samples of at least two different times, in any order.</param>
    /// <param name="times">The time of each sample, such as dates or numbers; N values.</param>
    /// <param name="heldFraction">
    /// The share of samples that is held back, above 0 and below 1, as nearly as samples of equal time allow, which
    /// stay together.
    /// </param>
    /// <returns>The parts, each with its samples in the order of the data.</returns>
    /// <exception cref="ArgumentException">
    /// All samples have the same time, a time is missing or NaN, the lengths differ, or the fraction is outside its
    /// range.
    /// </exception>
    public static DataSplit<T> ByTime<TTime>(Dataset<T> data, IReadOnlyList<TTime> times, double heldFraction)
        where TTime : IComparable<TTime>
    {
        Check.Range(heldFraction, nameof(heldFraction), 0, 1, Bounds.Open);
        (int[] order, List<int> cuts) = InTime(data, times, smallest: 2);
        double wanted = (1 - heldFraction) * order.Length;
        return Parts(data, order, cuts.MinBy(cut => Math.Abs(cut - wanted)), order.Length);
    }

    /// <summary>
    /// Splits for k-fold cross-validation by whole groups: every sample is held back in one of the splits, and no group
    /// has samples on both sides of one.
    /// </summary>
    /// <param name="data">Samples of at least as many groups as folds.</param>
    /// <param name="groups">The group of each sample; N values, none of them null.</param>
    /// <param name="folds">
    /// The number of splits, k, at least 2. As many as groups leave out one group at a time.
    /// </param>
    /// <param name="seed">The same seed gives the same folds.</param>
    /// <returns>
    /// k splits whose held parts differ in size as little as dealing out the largest groups first achieves.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are fewer groups than folds, fewer than two folds, a sample without a group, or the lengths differ.
    /// </exception>
    public static IReadOnlyList<DataSplit<T>> FoldsByGroup<TGroup>(Dataset<T> data, IReadOnlyList<TGroup> groups, int folds, int seed = 0)
        where TGroup : notnull
    {
        Check.Count(folds, nameof(folds), "folds", smallest: 2);
        int[][] rows = RowsOfGroups(data, groups, folds);
        var held = new List<int>[folds];
        for (int fold = 0; fold < folds; fold++)
            held[fold] = [];
        foreach (int group in Shuffled(rows.Length, seed).OrderByDescending(group => rows[group].Length))
            held.MinBy(part => part.Count)!.AddRange(rows[group]);
        return [.. held.Select(part => Hold(data, [.. part.Order()]))];
    }

    /// <summary>
    /// Splits for validation forward in time: each trains on all that was before and holds back what came next, as
    /// scikit-learn's <c>TimeSeriesSplit</c>.
    /// </summary>
    /// <param name="data">Samples of more different times than folds, in any order.</param>
    /// <param name="times">The time of each sample; N values.</param>
    /// <param name="folds">The number of splits, k, at least 2.</param>
    /// <returns>
    /// k splits, the earliest first. Held parts have N / (k + 1) samples each, as nearly as samples of equal time
    /// allow; the first samples are never held back.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are not more different times than folds, fewer than two folds, a time is missing or NaN, or the lengths
    /// differ.
    /// </exception>
    public static IReadOnlyList<DataSplit<T>> FoldsByTime<TTime>(Dataset<T> data, IReadOnlyList<TTime> times, int folds)
        where TTime : IComparable<TTime>
    {
        Check.Count(folds, nameof(folds), "folds", smallest: 2);
        (int[] order, List<int> cuts) = InTime(data, times, folds == int.MaxValue ? folds : folds + 1);
        int size = order.Length / (folds + 1);
        var ends = new int[folds + 1];
        ends[folds] = order.Length;
        for (int fold = 0, next = 0; fold < folds; fold++)
        {
            // Enough cuts are left for the folds that follow.
            int wanted = order.Length - (folds - fold) * size;
            int best = Enumerable.Range(next, cuts.Count - (folds - 1 - fold) - next).MinBy(i => Math.Abs(cuts[i] - wanted));
            ends[fold] = cuts[best];
            next = best + 1;
        }

        return [.. Enumerable.Range(0, folds).Select(fold => Parts(data, order, ends[fold], ends[fold + 1]))];
    }

    /// <summary>The rows of each group, groups in the order of their first samples.</summary>
    private static int[][] RowsOfGroups<TGroup>(Dataset<T> data, IReadOnlyList<TGroup> groups, int smallest)
        where TGroup : notnull
    {
        CheckKeys(data, groups, nameof(groups));
        var rows = new Dictionary<TGroup, List<int>>();
        for (int i = 0; i < groups.Count; i++)
        {
            if (!rows.TryGetValue(groups[i], out List<int>? group))
                rows[groups[i]] = group = [];
            group.Add(i);
        }

        return rows.Count >= smallest
            ? [.. rows.Values.Select(group => group.ToArray())]
            : throw new ArgumentException($"'{nameof(groups)}' names {Check.Text(rows.Count)} different groups, but at least {Check.Text(smallest)} are "
                + "needed: a group stays whole.", nameof(groups));
    }

    /// <summary>Rows in the order of time, and the places in it between samples of different times.</summary>
    private static (int[] Order, List<int> Cuts) InTime<TTime>(Dataset<T> data, IReadOnlyList<TTime> times, int smallest)
        where TTime : IComparable<TTime>
    {
        CheckKeys(data, times, nameof(times));
        int[] order = [.. Enumerable.Range(0, times.Count).OrderBy(row => times[row])];
        List<int> cuts = [.. Enumerable.Range(1, Math.Max(0, order.Length - 1)).Where(i => times[order[i - 1]].CompareTo(times[order[i]]) != 0)];
        return cuts.Count + 1 >= smallest
            ? (order, cuts)
            : throw new ArgumentException($"'{nameof(times)}' holds {Check.Text(cuts.Count + 1)} different times, but at least {Check.Text(smallest)} are "
                + "needed: samples of one time stay together.", nameof(times));
    }

    private static void CheckKeys<TKey>(Dataset<T> data, IReadOnlyList<TKey> keys, string name)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(keys, name);
        data.CheckRows();
        Check.SameRows(data.X, "data", keys.Count, name, "values");
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i] is null or double.NaN or float.NaN)
                throw new ArgumentException($"'{name}'[{Check.Text(i)}] is {(keys[i] is null ? "null" : "NaN")}, but each sample needs a value.", name);
        }
    }

    /// <summary>
    /// Trains on the samples before one place in the order, and holds back those from there to another.
    /// </summary>
    private static DataSplit<T> Parts(Dataset<T> data, int[] order, int start, int end)
    {
        int[] training = [.. order.Take(start).Order()];
        int[] held = [.. order.Take(end).Skip(start).Order()];
        return new DataSplit<T>(data.Subset(training), data.Subset(held)) { TrainingRows = training, HeldRows = held };
    }
}
