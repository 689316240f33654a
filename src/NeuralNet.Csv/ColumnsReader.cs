using System.Globalization;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>
/// Reads every column of a file whatever it holds: each field is a number, the number of its text, or a gap, in the
/// eight bytes of a double. So a column whose first text stands in line 900,000 needs no second reading.
/// </summary>
internal sealed class ColumnsReader
{
    // The bits of a quiet NaN of positive sign; .NET's own NaN, which stands for a gap, is negative.
    private const long TextBits = 0x7FF8_0000_0000_0000;

    private readonly int[] _fields;
    private readonly TextColumn[] _texts;
    private readonly FieldParser<double> _parser;
    private readonly LineErrors _errors;
    private readonly CsvColumns _columns;
    private readonly LineStore<double> _store;
    private readonly CsvOptions _options;

    public ColumnsReader(CsvOptions options, CsvColumns columns, string file, LineStore<double> store)
    {
        (_options, _columns, _store) = (options, columns, store);
        _fields = columns.NumberFields;
        _texts = [.. columns.NumberNames.Select((name, i) => new TextColumn(name, _fields[i], known: null))];
        _parser = new FieldParser<double>(options);
        _errors = new LineErrors(options, columns, file);
    }

    public LeftOutLines LeftOut { get; } = new();

    /// <summary>The line at which a reader stands; null if there is nothing on it.</summary>
    public StoredLine<double>? Read(CsvReader reader)
    {
        if (reader.RawRecord.IndexOfAnyExcept((byte)_options.Delimiter, (byte)' ', (byte)'\t') < 0)
        {
            LeftOut.AddOfDelimiters(reader.LineNumber);
            return null;
        }

        if (reader.FieldCount != _columns.Count)
            LineReader<double>.CheckFieldCount(reader, _columns, _errors);
        StoredLine<double> line = _store.New(out Span<double> values, out _);
        bool mayHaveThousands = _parser.MayHaveThousands(reader.RawRecord);
        for (int j = 0; j < _fields.Length; j++)
            values[j] = Field(reader, j, mayHaveThousands);
        return line;
    }

    /// <summary>The columns of all lines, with texts in ordinal order whichever thread saw them first.</summary>
    public IEnumerable<CsvColumn> Columns()
    {
        for (int j = 0; j < _fields.Length; j++)
        {
            double[] values = GC.AllocateUninitializedArray<double>(_store.Count);
            _store.CopyNumbers(j, 1, values);
            yield return Column(_texts[j], values);
        }
    }

    private double Field(CsvReader reader, int index, bool mayHaveThousands)
    {
        int field = _fields[index];
        ReadOnlySpan<byte> text = reader.GetSpan(field);
        FieldState state = _parser.Parse(reader, field, mayHaveThousands, out double number);
        if (state == FieldState.Number && !IsWrittenAsCode(text))
            return number;
        if (state == FieldState.Missing)
            return double.NaN;
        if (CsvText.Fault(text) is { } fault)
            throw _errors.NoText(reader, field, fault);
        _texts[index].TryNumber(text, out int code);
        return BitConverter.Int64BitsToDouble(TextBits | (long)code);
    }

    /// <summary>007 and 04109 are names of things, not quantities: as numbers they would lose their zeros.</summary>
    private static bool IsWrittenAsCode(ReadOnlySpan<byte> text) => text.Length > 1 && text[0] == (byte)'0' && text[1] is >= (byte)'0' and <= (byte)'9';

    private static CsvColumn Column(TextColumn column, double[] values)
    {
        IReadOnlyList<string> seen = column.Seen;
        if (seen.Count == 0)
            return new CsvColumn(column.Name, values, codes: null, []);
        Dictionary<string, int> codes = new(StringComparer.Ordinal);
        foreach (string text in seen.Concat(values.Where(double.IsFinite).Distinct().Select(Text)))
            codes.TryAdd(text, 0);
        string[] texts = [.. codes.Keys.Order(StringComparer.Ordinal)];
        for (int i = 0; i < texts.Length; i++)
            codes[texts[i]] = i;
        int[] codeOfSeen = [.. seen.Select(text => codes[text])];
        Dictionary<double, int> codeOfNumber = [];
        int[] result = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            result[i] = CodeOf(values[i]);
            values[i] = double.NaN;
        }

        return new CsvColumn(column.Name, values, result, texts);

        int CodeOf(double value)
        {
            if (!double.IsNaN(value))
                return codeOfNumber.TryGetValue(value, out int known) ? known : codeOfNumber[value] = codes[Text(value)];
            long bits = BitConverter.DoubleToInt64Bits(value);
            return bits < 0 ? TextColumn.Missing : codeOfSeen[(int)(bits & ~TextBits)];
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
