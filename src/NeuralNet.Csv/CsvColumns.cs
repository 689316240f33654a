using System.Globalization;

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
    private const int MostNames = 30;

    private readonly HeaderLine _header;
    private readonly CsvOptions _options;
    private readonly string _file;
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _twice = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">
    /// There are no columns, or two with the same name are asked for.
    /// </exception>
    /// <exception cref="ArgumentException">A column asked for is missing, or none is left for features.</exception>
    public CsvColumns(HeaderLine header, CsvOptions options, string file, Part part)
    {
        (_header, _options, _file) = (header, options, file);
        if (header.Names.Length == 0)
            throw new InvalidDataException($"{file} is empty, but {(options.Header == CsvHeader.FirstLine ? "a header" : "a line")} was expected.");
        for (int i = 0; i < header.Names.Length; i++)
        {
            if (!_fields.TryAdd(header.Names[i], i))
                _twice.Add(header.Names[i]);
        }

        HashSet<string> others = [.. options.Categories.Select(column => column.Name), .. options.Targets];
        if (options.Label is not null)
            others.Add(options.Label);
        string[] features = [.. options.Features ?? header.Names.Where(name => name.Length > 0 && !others.Contains(name))];
        if (features.Length + options.Categories.Count == 0)
            throw new ArgumentException($"{file} has no column left for features.{Delimiters.HintOf(header, options.Delimiter)}", nameof(options));
        Features = features.Length;
        NumberNames = part == Part.All ? [.. features, .. options.Targets] : features;
        NumberFields = [.. NumberNames.Select(Field)];
        Categories = [.. options.Categories.Select(column => new TextColumn(column.Name, Field(column.Name), column.Categories))];
        if (part == Part.All && options.Label is not null)
            Label = new TextColumn(options.Label, Field(options.Label), options.ClassNames);
    }

    /// <summary>How many fields a line has at most that are not empty.</summary>
    public int Count => _header.Names.Length;

    /// <summary>
    /// How many fields a line has at least: those behind the last column with a name may be left out.
    /// </summary>
    public int NamedCount => _header.NamedCount;

    /// <summary>The column of each field, for messages.</summary>
    public string NameOf(int field) => _header.Names[field].Length > 0 ? $"'{_header.Names[field]}'" : $"{field + 1} (without a name)";

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
        if (!_fields.TryGetValue(name, out int field))
            throw new ArgumentException(Missing(name), "options");
        if (_header.Faults.TryGetValue(field, out string? fault))
            throw new InvalidDataException($"{_file}, line {_header.Line}, column {field + 1}: the name '{name}' {fault}");
        if (_twice.Contains(name))
        {
            throw new InvalidDataException(
                $"{_file}, line {_header.Line}: {_header.Names.Count(other => other == name)} columns have the name '{name}', but names choose "
                + $"columns. Rename them, or list in '{nameof(CsvOptions.Features)}' columns of other names.");
        }
        return field;
    }

    private string Missing(string name)
    {
        IEnumerable<string> names = _header.Names.Take(MostNames).Select(column => $"'{column}'");
        string text = $"{_file} has no column '{name}'; its {Count} columns are {string.Join(", ", names)}{(Count > MostNames ? ", …" : "")}.";
        text += Delimiters.HintOf(_header, _options.Delimiter);
        if (_options.Header == CsvHeader.FirstLine && _header.Names.All(column => double.TryParse(column, NumberStyles.Float, _options.Culture, out _)))
            text += $" If the first line is no header, set '{nameof(CsvOptions.Header)}' to {nameof(CsvHeader.None)}: positions are the names then.";
        if (_header.Faults.Count == 0)
            return text;
        int first = _header.Faults.Keys.Min();
        return $"{text} The name of column {first + 1} {_header.Faults[first]}";
    }
}
