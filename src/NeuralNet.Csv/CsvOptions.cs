using System.Globalization;
using System.Numerics;

namespace NeuralNet.Csv;

/// <summary>Which columns of a CSV file are what, and how the file is written. Columns are chosen by their names in the header, in any order.</summary>
public sealed record CsvOptions
{
    /// <summary>The columns of numbers that become features, in this order; null for all columns that are nothing else.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Features that are text, such as <c>["city"]</c>: each becomes a one-hot column <c>city=Bonn</c> for each of its categories, behind the other features.</summary>
    public IReadOnlyList<CategoryColumn> Categories { get; init; } = [];

    /// <summary>The columns of numbers that become targets; none where there is a <see cref="Label"/>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The column that names the class, as text or number, which becomes one-hot targets; null where there are <see cref="Targets"/>.</summary>
    public string? Label { get; init; }

    /// <summary>The classes in the order of their labels; null for those that occur, in the order of <see cref="LabelEncoder.Fit"/>.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What separates fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first line names the columns. Where none does, they are named by their position: "0", "1", ….</summary>
    public CsvHeader Header { get; init; } = CsvHeader.FirstLine;

    /// <summary>How numbers are written; the invariant culture (1234.5) unless set. Separators of thousands are refused, since one culture's thousands are another's decimals.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>What stands for a missing value, in exactly this writing; NaN is one in any writing.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["", "NA", "N/A", "NaN", "null", "?"];

    /// <summary>What is done with missing features; missing targets and labels are always refused.</summary>
    public MissingFields MissingFields { get; init; } = MissingFields.Refused;

    /// <summary>The same options with features, categories and classes in the order they have in a data set, so that another file gives columns that a network trained on it understands.</summary>
    /// <param name="data">A data set read with these options.</param>
    /// <exception cref="ArgumentException">The data set has no names of features.</exception>
    public CsvOptions EncodedAs<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<string> names = data.FeatureNames ?? throw new ArgumentException("'data' has no FeatureNames, so the order of its columns is not known.", nameof(data));
        CategoryColumn[] categories = [.. Categories.Select(column => column.With(names))];
        return this with
        {
            Features = [.. names.Where(name => !categories.Any(column => column.Encodes(name)))],
            Categories = categories,
            ClassNames = data.ClassNames ?? ClassNames,
        };
    }

    internal void Validate()
    {
        foreach ((object? value, string name) in new (object?, string)[] { (Categories, nameof(Categories)), (Targets, nameof(Targets)), (Culture, nameof(Culture)), (MissingMarkers, nameof(MissingMarkers)) })
            ArgumentNullException.ThrowIfNull(value, name);
        if (!char.IsAscii(Delimiter) || Delimiter is '"' or '\r' or '\n' or '\0')
            throw new ArgumentException($"'{nameof(Delimiter)}' is U+{(int)Delimiter:X4}, but an ASCII character other than a quote or a line break was expected.", nameof(Delimiter));
        if (!Enum.IsDefined(Header))
            throw new ArgumentOutOfRangeException(nameof(Header), Header, $"'{nameof(Header)}' is {Header:D}, which is no {nameof(CsvHeader)}.");
        if (!Enum.IsDefined(MissingFields))
            throw new ArgumentOutOfRangeException(nameof(MissingFields), MissingFields, $"'{nameof(MissingFields)}' is {MissingFields:D}, which is no {nameof(Csv.MissingFields)}.");
        if (Label is not null && Targets.Count > 0)
            throw new ArgumentException($"'{nameof(Label)}' is '{Label}' and '{nameof(Targets)}' has {Targets.Count} columns, but a data set has either.", nameof(Label));
        IEnumerable<string> used = [.. Features ?? [], .. Categories.Select(column => column.Name), .. Targets, .. Label is null ? Array.Empty<string>() : [Label]];
        if (used.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Column '{twice.Key}' is asked for {twice.Count()} times, but it is a feature, a category, a target or the label once.", nameof(Features));
    }
}
