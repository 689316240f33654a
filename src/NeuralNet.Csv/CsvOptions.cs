using System.Globalization;
using System.Numerics;
using System.Text;

namespace NeuralNet.Csv;

/// <summary>
/// Which columns of a CSV file are what, and how the file is written. Columns are chosen by their names in the header,
/// in any order.
/// </summary>
public sealed record CsvOptions
{
    /// <summary>
    /// The columns of numbers that become features, in this order; null for all columns with a name that are nothing
    /// else.
    /// </summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>
    /// Features that are text, such as <c>["city"]</c>: each becomes a one-hot column <c>city=Bonn</c> for each of its
    /// categories, behind the other features.
    /// </summary>
    public IReadOnlyList<CategoryColumn> Categories { get; init; } = [];

    /// <summary>The columns of numbers that become targets; none where there is a <see cref="Label"/>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>
    /// The column that names the class, as text or number, which becomes one-hot targets; null where there are
    /// <see cref="Targets"/>.
    /// </summary>
    /// <remarks>
    /// Unless <see cref="ClassNames"/> lists them, numbers are refused as classes that are more than 100, or more than
    /// 20 and with fractions or in less than two lines each; so are more than 100 texts in less than two lines each.
    /// </remarks>
    public string? Label { get; init; }

    /// <summary>
    /// The classes in the order of their labels; null for those that occur, in the order of
    /// <see cref="LabelEncoder.Fit"/>.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// What separates fields: an ASCII character. A space stands for every run of spaces and tabs outside quotes.
    /// </summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>
    /// Whether the first line names the columns. Where none does, they are named by their position: "0", "1", ….
    /// </summary>
    public CsvHeader Header { get; init; } = CsvHeader.FirstLine;

    /// <summary>How the text is written; null for UTF-8. A byte order mark (UTF-8, -16, -32) counts more.</summary>
    /// <remarks>
    /// Such as <c>Encoding.Latin1</c>, or <c>CodePagesEncodingProvider.Instance.GetEncoding(1252)</c> for what Windows
    /// calls ANSI in western Europe. Bytes that are no text in the encoding are refused in the columns that are read.
    /// </remarks>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// How numbers are written; the invariant culture (1234.5) unless set. Separators of thousands are refused, since
    /// one culture's thousands are another's decimals.
    /// </summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>
    /// What stands for a missing value, of numbers, text and labels alike; capital letters are as good as small ones.
    /// NaN is one always.
    /// </summary>
    /// <remarks>
    /// A marker that <see cref="ClassNames"/> or <see cref="CategoryColumn.Categories"/> lists is a class or category.
    /// One that is a number stands for this number in any writing.
    /// </remarks>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "NULL", "None", "\\N", "?", "-", "--", "."];

    /// <summary>What is done with missing features.</summary>
    public MissingFields MissingFields { get; init; } = MissingFields.Refused;

    /// <summary>What is done with lines that have no label or target, and with lines of delimiters only.</summary>
    public MissingTargets MissingTargets { get; init; } = MissingTargets.Refused;

    /// <summary>
    /// Is told what was read of a file and what was left out, once it is read; <c>Console.WriteLine</c> prints it in a
    /// line.
    /// </summary>
    public Action<CsvReport>? Report { get; init; }

    /// <summary>
    /// The same options with features, categories and classes in the order they have in a data set, so that another
    /// file gives columns that a network trained on it understands.
    /// </summary>
    /// <param name="data">A data set read with these options.</param>
    /// <exception cref="ArgumentException">The data set has no names of features.</exception>
    public CsvOptions EncodedAs<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return EncodedAs(data.FeatureNames, data.ClassNames, nameof(data));
    }

    /// <summary>
    /// The same options with features, categories and classes in the order that a network knows, such as one that was
    /// loaded: <c>options.EncodedAs(network.Schema)</c>.
    /// </summary>
    /// <param name="schema">What the network was trained on, read with these options.</param>
    /// <exception cref="ArgumentException">The schema has no names of features.</exception>
    public CsvOptions EncodedAs(DataSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return EncodedAs(schema.FeatureNames, schema.ClassNames, nameof(schema));
    }

    private CsvOptions EncodedAs(IReadOnlyList<string>? featureNames, IReadOnlyList<string>? classNames, string argument)
    {
        IReadOnlyList<string> names = featureNames
            ?? throw new ArgumentException($"'{argument}' has no FeatureNames, so the order of its columns is not known.", argument);
        var categories = new CategoryColumn[Categories.Count];
        int features = names.Count;
        for (int k = categories.Length - 1; k >= 0; k--)
        {
            int end = features;
            while (features > 0 && Categories[k].Encodes(names[features - 1]))
                features--;
            categories[k] = Categories[k] with { Categories = [.. names.Skip(features).Take(end - features).Select(Categories[k].CategoryOf)] };
        }

        return this with { Features = [.. names.Take(features)], Categories = categories, ClassNames = classNames ?? ClassNames };
    }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Categories);
        ArgumentNullException.ThrowIfNull(Targets);
        ArgumentNullException.ThrowIfNull(Culture);
        ArgumentNullException.ThrowIfNull(MissingMarkers);
        if (!char.IsAscii(Delimiter) || Delimiter is '"' or '\r' or '\n' or '\0')
        {
            throw new ArgumentException(
                $"'{nameof(Delimiter)}' is U+{(int)Delimiter:X4}, but an ASCII character other than a quote or a line break was expected.",
                nameof(Delimiter));
        }

        Defined(Header, nameof(Header), nameof(CsvHeader));
        Defined(MissingFields, nameof(MissingFields), nameof(Csv.MissingFields));
        Defined(MissingTargets, nameof(MissingTargets), nameof(Csv.MissingTargets));
        if (Label is not null && Targets.Count > 0)
        {
            throw new ArgumentException(
                $"'{nameof(Label)}' is '{Label}' and '{nameof(Targets)}' has {Targets.Count} columns, but a data set has either.",
                nameof(Label));
        }

        string[] label = Label is null ? [] : [Label];
        string[] used = [.. Features ?? [], .. Categories.Select(column => column.Name), .. Targets, .. label];
        if (used.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"Column '{twice.Key}' is asked for {twice.Count()} times, but it is a feature, a category, a target or the label once.",
                nameof(Features));
        }
    }

    private static void Defined<TEnum>(TEnum value, string name, string type)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {value:D}, which is no {type}.");
    }
}
