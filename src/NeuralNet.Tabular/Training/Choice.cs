namespace NeuralNet.Tabular;

/// <summary>Which columns of a table are inputs, what the target is, and what is said about it.</summary>
internal sealed class Choice
{
    private const int MostClasses = 100;
    private const double RepeatedShare = 0.1;
    private const double Largest = 1e100;

    private Choice(TrainingTable table, int[] rows) => (Table, Rows) = (table, rows);

    public TrainingTable Table { get; }

    /// <summary>The rows of the user's table that have a target.</summary>
    public int[] Rows { get; }

    /// <summary>What was found and decided, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <exception cref="ArgumentException">
    /// There is no such column, it cannot be predicted, or no column is left to predict it from.
    /// </exception>
    public static Choice Of(Table table, string target, TabularOptions options)
    {
        TableColumn goal = table[target];
        int[] rows = [.. Enumerable.Range(0, goal.Count).Where(row => !double.IsNaN(goal.Values[row]))];
        if (rows.Length < 10)
            throw new ArgumentException($"Column '{target}' has a value in {rows.Length} rows, but at least 10 are needed.", nameof(target));
        Table known = rows.Length == table.Count ? table : table.Rows(rows);
        goal = known[target];
        Check(goal, nameof(target));
        List<TableColumn> inputs = [];
        List<string> notes = [];
        if (rows.Length < table.Count)
            notes.Add($"{table.Count - rows.Length} rows have no '{target}' and are left out.");
        foreach (TableColumn column in known.Columns)
        {
            TableColumn input = Repeated(column, notes);
            if (column.Name != target && column.Name != options.GroupBy && IsInput(input, notes))
                inputs.Add(input);
        }

        if (inputs.Count == 0)
            throw new ArgumentException($"No column is left to predict '{target}' from: "
                + (notes.Count > 0 ? string.Join(" ", notes) : "the table has no other."), nameof(table));
        foreach (TableColumn column in inputs.Append(goal))
            CheckSize(column, nameof(table));
        (double[] values, IReadOnlyList<string> classes) = Goal(goal);
        var choice = new Choice(new TrainingTable { Columns = inputs, Target = values, Classes = classes }, rows);
        choice.Notes.AddRange(notes);
        choice.Notes.AddRange(GiveAway.Of(choice.Table));
        if (options.SplitBy is null && inputs.FirstOrDefault(column => column.Kind == ColumnKind.Date) is { } date)
            choice.Notes.Add($"The scores hold for rows between those of the table. If later ones are to be predicted, say SplitBy = \"{date.Name}\": scores "
                + "may be worse.");
        return choice;
    }

    /// <summary>Texts of which many occur several times are categories, most of them rare.</summary>
    private static TableColumn Repeated(TableColumn column, List<string> notes)
    {
        if (column.Kind != ColumnKind.Text)
            return column;
        int[] counts = [.. column.Values.ToArray().Where(value => !double.IsNaN(value)).CountBy(value => value).Select(pair => pair.Value)
            .Where(count => count >= 3)];
        if (counts.Sum() < RepeatedShare * column.Count)
            return column;
        notes.Add($"Of '{column.Name}' the {counts.Length} texts that occur three times or more are used, as categories.");
        return column.As(ColumnKind.Category);
    }

    private static bool IsInput(TableColumn column, List<string> notes)
    {
        bool hasGaps = column.Gaps > 0 && column.Gaps < column.Count;
        string? written = column.Remark is { } remark && remark.Contains("stored as text", StringComparison.Ordinal) ? remark : null;
        if (ColumnRemarks.IsIdentifier(column))
            notes.Add($"'{column.Name}' is left out: it names rows (another value in each).");
        else if (ColumnRemarks.IsConstant(column) && !hasGaps)
            notes.Add($"'{column.Name}' is left out: it is {(column.Gaps > 0 ? "empty" : "constant")}.");
        else if (column.Kind == ColumnKind.Text && !hasGaps && written is not null)
            notes.Add($"'{column.Name}' is left out: it holds {written}.");
        else if (column.Kind == ColumnKind.Text && !hasGaps)
            notes.Add($"'{column.Name}' is left out: it is text. If a part of it matters, make that a column of its own; if texts are names out of a list, "
                + $"say With(\"{column.Name}\", ColumnKind.Category).");
        else
        {
            if (column.Kind == ColumnKind.Text)
                notes.Add($"Of '{column.Name}' only whether there is a value is used: it is text.");
            if (written is not null)
                notes.Add($"'{column.Name}' holds {written}.");
            return true;
        }

        return false;
    }

    private static void Check(TableColumn goal, string argument)
    {
        if (ColumnRemarks.IsConstant(goal))
            throw new ArgumentException($"Column '{goal.Name}' has the same value in all rows, so there is nothing to predict.", argument);
        if (goal.Kind == ColumnKind.Date)
            throw new ArgumentException($"Column '{goal.Name}' holds dates, which are not predicted: make it a number, such as days from another date.",
                argument);
        if (goal.Kind is ColumnKind.Category or ColumnKind.Text && goal.Levels.Count > MostClasses)
        {
            throw new ArgumentException(
                $"Column '{goal.Name}' has {goal.Levels.Count} different texts, but at most {MostClasses} classes are predicted.", argument);
        }
    }

    private static void CheckSize(TableColumn column, string argument)
    {
        if (column.Kind != ColumnKind.Number)
            return;
        (double lowest, double highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in column.Values)
        {
            (lowest, highest) = double.IsNaN(value) ? (lowest, highest) : (Math.Min(lowest, value), Math.Max(highest, value));
            if (Math.Abs(value) > Largest)
                throw new ArgumentException($"Column '{column.Name}' holds {Names.Number(value)}, but numbers of at most {Names.Number(Largest)} were "
                    + "expected, "
                    + "for the squares of larger ones are infinite: take another unit.", argument);
        }

        if (highest > lowest && highest - lowest < 1 / Largest)
            throw new ArgumentException($"Column '{column.Name}' holds numbers that differ by {Names.Number(highest - lowest)}, but a range of at least "
                + $"{Names.Number(1 / Largest)} was expected, for the squares of smaller numbers are 0: take another unit.", argument);
    }

    /// <summary>Numbers, or classes with those alone that occur.</summary>
    private static (double[] Values, IReadOnlyList<string> Classes) Goal(TableColumn goal)
    {
        if (goal.Kind == ColumnKind.Number)
            return (goal.Values.ToArray(), []);
        int[] used = [.. goal.Values.ToArray().Distinct().Order().Select(value => (int)value)];
        return ([.. goal.Values.ToArray().Select(value => (double)Array.IndexOf(used, (int)value))], [.. used.Select(level => goal.Levels[level])]);
    }
}
