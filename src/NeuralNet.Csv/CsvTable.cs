using System.Globalization;
using System.Numerics;
using System.Text;
using CsvHelper;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>What is wanted of a file.</summary>
internal enum Part
{
    All,
    Features,
}

/// <summary>The chosen columns of one file.</summary>
internal sealed class CsvTable<T>(CsvOptions options, string file, Part part)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostBytesOfALine = 1 << 26;

    private readonly FieldParser<T> _parser = new(options);
    private readonly MissingReport _missing = new(file);

    // Features, then targets.
    private string[] _numberNames = [];
    private int[] _numberFields = [];
    private int _features;
    private int[] _categoryFields = [];
    private int _labelField = -1;
    private string[] _columns = [];
    private NumberRows<T> _numbers = new(0);
    private readonly TextColumn[] _categories = [.. options.Categories.Select(_ => new TextColumn())];
    private readonly TextColumn _labels = new();

    public CsvTable<T> Read(Stream stream)
    {
        var settings = new CsvReaderOptions
        {
            Separator = options.Delimiter,
            HasHeader = options.Header == CsvHeader.FirstLine,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = MostBytesOfALine,
            BufferSize = CsvFile.BytesOfTheBuffer,
            FormatProvider = options.Culture,
        };
        using CsvReader reader = CsvReader.Create(stream, settings, leaveOpen: true);
        try
        {
            bool hasRow = options.Header == CsvHeader.None && reader.Read();
            ChooseColumns(options.Header == CsvHeader.FirstLine ? [.. reader.Headers] : [.. Enumerable.Range(0, hasRow ? reader.FieldCount : 0).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
            while (hasRow || reader.Read())
            {
                ReadRow(reader);
                hasRow = false;
            }
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException($"{file}{(e.LineNumber > 0 ? $", line {e.LineNumber}" : "")}: {e.Message}", e);
        }

        _missing.ThrowIfAny();
        if (_numbers.Count == 0)
            throw new InvalidDataException($"{file} has no line of data, but at least one sample is needed.");
        return this;
    }

    public Dataset<T> ToDataset()
    {
        (Matrix<T> x, string[] names) = Features();
        if (options.Label is null)
        {
            Matrix<T> y = Numbers(_features, options.Targets.Count, options.Targets.Count);
            return new Dataset<T>(x, y) { FeatureNames = names, TargetNames = options.Targets };
        }

        LabelEncoder encoder = Encoder(options.Label, _labels, options.ClassNames);
        return new Dataset<T>(x, _labels.Labels(encoder), encoder.ClassNames.Count) { FeatureNames = names, ClassNames = encoder.ClassNames };
    }

    public Matrix<T> ToFeatures() => Features().X;

    private void ChooseColumns(string[] columns)
    {
        _columns = columns;
        if (columns.Length == 0)
            throw new InvalidDataException($"{file} is empty, but {(options.Header == CsvHeader.FirstLine ? "a header" : "at least one line")} was expected.");
        if (columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"{file}, line 1: {twice.Count()} columns have the name '{twice.Key}', but names choose columns, so each needs its own.");
        HashSet<string> others = [.. options.Categories.Select(column => column.Name), .. options.Targets];
        if (options.Label is not null)
            others.Add(options.Label);
        string[] features = [.. options.Features ?? columns.Where(name => !others.Contains(name))];
        if (features.Length + options.Categories.Count == 0)
            throw new ArgumentException($"{file} has no column left for features.", nameof(options));
        _features = features.Length;
        _numberNames = part == Part.All ? [.. features, .. options.Targets] : features;
        _numberFields = [.. _numberNames.Select(Field)];
        _categoryFields = [.. options.Categories.Select(column => Field(column.Name))];
        if (part == Part.All && options.Label is not null)
            _labelField = Field(options.Label);
        _numbers = new NumberRows<T>(_numberFields.Length);
    }

    private int Field(string name)
    {
        int field = Array.IndexOf(_columns, name);
        return field >= 0 ? field : throw new ArgumentException($"{file} has no column '{name}'; its {_columns.Length} columns are {string.Join(", ", _columns.Take(30).Select(column => $"'{column}'"))}{(_columns.Length > 30 ? ", …" : "")}.", nameof(options));
    }

    private void ReadRow(CsvReader reader)
    {
        if (reader.FieldCount != _columns.Length)
            throw new InvalidDataException($"{file}, line {reader.LineNumber}: {reader.FieldCount} fields, but {(options.Header == CsvHeader.FirstLine ? "the header" : "the first line")} has {_columns.Length}.");
        _parser.StartLine(reader);
        Span<T> row = _numbers.Add();
        for (int j = 0; j < row.Length; j++)
        {
            FieldState state = _parser.Parse(reader, _numberFields[j], out row[j]);
            if (state != FieldState.Number)
                row[j] = NotANumber(reader, j, state);
        }

        for (int k = 0; k < _categoryFields.Length; k++)
        {
            if (_parser.IsMissing(reader.GetSpan(_categoryFields[k])))
            {
                NoteMissing(reader, options.Categories[k].Name, _categoryFields[k]);
                _categories[k].AddMissing();
            }
            else
            {
                AddText(reader, _categories[k], options.Categories[k].Categories, options.Categories[k].Name, _categoryFields[k]);
            }
        }

        if (_labelField < 0)
            return;
        if (_parser.IsMissing(reader.GetSpan(_labelField)))
            throw Error(reader, options.Label!, _labelField, "is no label. Leave such lines out of the file.");
        AddText(reader, _labels, options.ClassNames, options.Label!, _labelField);
    }

    private void AddText(CsvReader reader, TextColumn column, IReadOnlyList<string>? known, string name, int field)
    {
        int different = column.Texts.Count;
        column.Add(reader.GetSpan(field));
        if (known is not null && column.Texts.Count > different && !known.Contains(column.Texts[^1]))
            throw Error(reader, name, field, $"is none of {string.Join(", ", known.Take(10).Select(text => $"'{text}'"))}{(known.Count > 10 ? ", …" : "")}.");
    }

    private T NotANumber(CsvReader reader, int column, FieldState state)
    {
        string name = _numberNames[column];
        int field = _numberFields[column];
        switch (state)
        {
            case FieldState.Missing when column < _features:
                NoteMissing(reader, name, field);
                return T.NaN;
            case FieldState.Missing:
                throw Error(reader, name, field, "is no value for a target. Leave such lines out of the file.");
            case FieldState.Infinite:
                throw Error(reader, name, field, $"is not finite, or more than {typeof(T).Name} can hold.");
            case FieldState.HasThousands:
                throw Error(reader, name, field, $"has a '{options.Culture.NumberFormat.NumberGroupSeparator}', which separates thousands in the culture '{CultureName}' and is not accepted. If it separates decimals, set {nameof(CsvOptions.Culture)}.");
            default:
                throw Error(reader, name, field, $"is no number in the culture '{CultureName}'. If the column is text, list it in {nameof(CsvOptions.Categories)}, name it as {nameof(CsvOptions.Label)}, or leave it out of {nameof(CsvOptions.Features)}.");
        }
    }

    private string CultureName => options.Culture.Name.Length == 0 ? "invariant" : options.Culture.Name;

    private void NoteMissing(CsvReader reader, string name, int field)
    {
        if (options.MissingFields == MissingFields.Refused)
            _missing.Note(reader.LineNumber, name, Encoding.UTF8.GetString(reader.GetSpan(field)));
    }

    private InvalidDataException Error(CsvReader reader, string name, int field, string what)
    {
        string text = Encoding.UTF8.GetString(reader.GetSpan(field));
        return new InvalidDataException($"{file}, line {reader.LineNumber}, column '{name}': '{(text.Length > 60 ? text[..60] + "…" : text)}' {what}");
    }

    private (Matrix<T> X, string[] Names) Features()
    {
        LabelEncoder[] encoders = [.. options.Categories.Select((column, k) => Encoder(column.Name, _categories[k], column.Categories))];
        Matrix<T> x = Numbers(0, _features, _features + encoders.Sum(encoder => encoder.ClassNames.Count));
        int first = _features;
        for (int k = 0; k < encoders.Length; k++)
        {
            int[] labels = _categories[k].Labels(encoders[k]);
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] != TextColumn.Missing)
                    x.At(i, first + labels[i], T.One);
                else
                    x.SetSubMatrix(i, first, Matrix<T>.Build.Dense(1, encoders[k].ClassNames.Count, T.NaN));
            }

            first += encoders[k].ClassNames.Count;
        }

        return (x, [.. _numberNames.Take(_features), .. encoders.SelectMany((encoder, k) => encoder.ClassNames.Select(options.Categories[k].FeatureName))]);
    }

    private LabelEncoder Encoder(string name, TextColumn column, IReadOnlyList<string>? known)
    {
        if (known is null && column.Texts.Count == 0)
            throw new InvalidDataException($"{file}, column '{name}' has no value in any line.");
        return known is null ? LabelEncoder.Fit(column.Texts) : new LabelEncoder(known);
    }

    /// <summary>Some of the numbers as the first columns of a new matrix.</summary>
    private Matrix<T> Numbers(int first, int count, int width)
    {
        if ((long)_numbers.Count * width > Array.MaxLength)
            throw new InvalidDataException($"{file} has {_numbers.Count} lines, which with {width} columns are more numbers than a matrix holds ({Array.MaxLength}).");
        var values = new T[_numbers.Count * width];
        _numbers.CopyColumns(first, count, values);
        return Matrix<T>.Build.Dense(_numbers.Count, width, values);
    }
}
