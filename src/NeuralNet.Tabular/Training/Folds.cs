namespace NeuralNet.Tabular;

/// <summary>
/// Which rows a member is not trained on: those of its own fold tell it when to stop, and what it predicts for them is
/// scored, since it has not learned from them. Rows of no fold are seen by no member.
/// </summary>
/// <param name="count">How many folds there are.</param>
/// <param name="foldOfRow">From 0; <see cref="Held"/> for rows that no member sees.</param>
internal sealed class Folds(int count, int[] foldOfRow)
{
    public const int Held = -1;
    private const double HeldShare = 0.2;

    // From so many rows on a few are worth more as the test of the whole model than to learn from.
    private const int ManyRows = 5000;
    private const int FewestHeld = 400;
    private const int MostHeld = 2000;

    public int Count => count;

    public int[] OfRow => foldOfRow;

    public int[] TrainingRows(int fold) => Rows(f => f != fold && f != Held);

    public int[] RowsOf(int fold) => Rows(f => f == fold);

    /// <summary>
    /// At random, each with its share of every class, or of small and large targets. Of many rows a
    /// twentieth, 400 to 2,000, is seen by no member.
    /// </summary>
    public static Folds Random(TrainingTable table, int count, int seed)
    {
        int[] order = Shuffled(table.Count, seed);
        double[] target = table.Target;
        int held = table.Count < ManyRows ? 0 : Math.Clamp(table.Count / 20, FewestHeld, MostHeld);
        int[] sorted = [.. order.Skip(held).OrderBy(row => target[row])];
        return Dealt(sorted, count, table.Count, seed);
    }

    /// <summary>All rows of a group in one fold.</summary>
    public static Folds ByGroup(IReadOnlyList<string> groups, int count, int seed)
    {
        string[] names = [.. groups.Distinct().Order(StringComparer.Ordinal)];
        if (names.Length < count)
            throw new ArgumentException($"'GroupBy' gives {names.Length} different groups, but at least {count} are needed: a group stays whole.",
                nameof(groups));
        Dictionary<string, int> sizes = groups.CountBy(group => group).ToDictionary();
        int[] rowsOfFold = new int[count];
        Dictionary<string, int> folds = [];
        foreach (string name in Shuffled(names.Length, seed).Select(i => names[i]).OrderByDescending(name => sizes[name]))
        {
            int smallest = Array.IndexOf(rowsOfFold, rowsOfFold.Min());
            folds[name] = smallest;
            rowsOfFold[smallest] += sizes[name];
        }

        return new Folds(count, [.. groups.Select(group => folds[group])]);
    }

    /// <summary>The latest fifth is seen by no member, the rows before are dealt at random.</summary>
    public static Folds ByTime(TableColumn column, int count, int seed)
    {
        Cells times = column.Values;
        double[] sorted = times.ToArray();
        Array.Sort(sorted);
        double cut = sorted[(int)((1 - HeldShare) * sorted.Length)];
        if (cut == sorted[0])
            throw new ArgumentException($"'SplitBy' names '{column.Name}', which is the same in too many rows: none is before the latest fifth, which begins "
                + "at "
                + $"{(column.Kind == ColumnKind.Date ? Days.Text(cut) : Names.Number(cut))}.");
        int[] before = [.. Indices(times, time => time < cut)];
        if (before.Length < count)
            throw new ArgumentException($"'SplitBy' names '{column.Name}', of which {before.Length} rows are before the latest fifth, but at least {count} are "
                + "needed.");
        int[] order = [.. Shuffled(before.Length, seed).Select(i => before[i])];
        return Dealt(order, count, times.Count, seed);
    }

    private static Folds Dealt(int[] order, int count, int rows, int seed)
    {
        int[] folds = new int[rows];
        Array.Fill(folds, Held);
        var random = new RandomStream(seed, 1);
        int[] cards = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < order.Length; i++)
        {
            if (i % count == 0)
                random.Shuffle<int>(cards);
            folds[order[i]] = cards[i % count];
        }

        return new Folds(count, folds);
    }

    private static int[] Shuffled(int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new RandomStream(seed).Shuffle<int>(order);
        return order;
    }

    private static List<int> Indices(Cells values, Func<double, bool> isWanted)
    {
        List<int> indices = [];
        for (int i = 0; i < values.Count; i++)
        {
            if (isWanted(values[i]))
                indices.Add(i);
        }

        return indices;
    }

    private int[] Rows(Func<int, bool> isWanted) => [.. Enumerable.Range(0, foldOfRow.Length).Where(row => isWanted(foldOfRow[row]))];
}
