namespace NeuralNet.Csv;

/// <summary>What is wanted of a file.</summary>
internal enum Part
{
    All,
    Features,
}

/// <summary>Which fields of a line are what.</summary>
internal sealed class CsvColumns
{
    private readonly string[] _names;
    private readonly string _file;

    /// <exception cref="InvalidDataException">There are no columns, or two with the same name.</exception>
    /// <exception cref="ArgumentException">A column asked for is missing, or none is left for features.</exception>
    public CsvColumns(string[] names, CsvOptions options, string file, Part part)
    {
        (_names, _file) = (names, file);
        if (names.Length == 0)
            throw new InvalidDataException($"{file} is empty, but {(options.Header == CsvHeader.FirstLine ? "a header" : "at least one line")} was expected.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"{file}, line 1: {twice.Count()} columns have the name '{twice.Key}', but names choose columns, so each needs its own.");
        HashSet<string> others = [.. options.Categories.Select(column => column.Name), .. options.Targets];
        if (options.Label is not null)
            others.Add(options.Label);
        string[] features = [.. options.Features ?? names.Where(name => !others.Contains(name))];
        if (features.Length + options.Categories.Count == 0)
            throw new ArgumentException($"{file} has no column left for features.", nameof(options));
        Features = features.Length;
        NumberNames = part == Part.All ? [.. features, .. options.Targets] : features;
        NumberFields = [.. NumberNames.Select(Field)];
        Categories = [.. options.Categories.Select(column => new TextColumn(column.Name, Field(column.Name), column.Categories))];
        if (part == Part.All && options.Label is not null)
            Label = new TextColumn(options.Label, Field(options.Label), options.ClassNames);
    }

    /// <summary>How many fields each line has.</summary>
    public int Count => _names.Length;

    /// <summary>The columns of numbers: features, then targets.</summary>
    public string[] NumberNames { get; }

    /// <summary>The field of each column of numbers.</summary>
    public int[] NumberFields { get; }

    /// <summary>How many of the columns of numbers are features.</summary>
    public int Features { get; }

    public TextColumn[] Categories { get; }

    public TextColumn? Label { get; }

    private int Field(string name)
    {
        int field = Array.IndexOf(_names, name);
        return field >= 0 ? field : throw new ArgumentException($"{_file} has no column '{name}'; its {_names.Length} columns are {string.Join(", ", _names.Take(30).Select(column => $"'{column}'"))}{(_names.Length > 30 ? ", …" : "")}.", "options");
    }
}
