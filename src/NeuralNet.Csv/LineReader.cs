using System.Numerics;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>
/// Reads lines into a <see cref="LineStore{T}"/>, on several threads at once, or says what is wrong with them.
/// </summary>
internal sealed class LineReader<T>(CsvOptions options, CsvColumns columns, string file, LineStore<T> store)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FieldParser<T> _parser = new(options);
    private readonly LineErrors _errors = new(options, columns, file);
    private readonly bool _leavesOut = options.MissingTargets == MissingTargets.LineLeftOut;

    /// <summary>Features that have no value where each needs one.</summary>
    public MissingReport Missing { get; } = new(file);

    public LeftOutLines LeftOut { get; } = new();

    /// <summary>The line at which a reader stands; null if it is left out.</summary>
    /// <exception cref="InvalidDataException">
    /// It has another number of fields than others, or one that is not what its column is.
    /// </exception>
    public StoredLine<T>? Read(CsvReader reader)
    {
        if (_leavesOut && reader.RawRecord.IndexOfAnyExcept((byte)options.Delimiter, (byte)' ', (byte)'\t') < 0)
        {
            LeftOut.AddOfDelimiters(reader.LineNumber);
            return null;
        }

        if (reader.FieldCount != columns.Count)
            CheckFieldCount(reader, columns, _errors);
        StoredLine<T> line = store.New(out Span<T> numbers, out Span<int> texts);
        bool mayHaveThousands = _parser.MayHaveThousands(reader.RawRecord);
        if (!TryReadTargets(reader, mayHaveThousands, numbers, texts))
        {
            store.Release(line);
            LeftOut.AddWithoutTarget(reader.LineNumber);
            return null;
        }

        ReadFeatures(reader, mayHaveThousands, numbers, texts);
        return line;
    }

    /// <summary>
    /// Fields behind those that have a name may be there or not, and further ones if they are empty: many programs end
    /// each line with a delimiter.
    /// </summary>
    public static void CheckFieldCount(CsvReader reader, CsvColumns columns, LineErrors errors)
    {
        if (reader.FieldCount < columns.NamedCount)
            throw errors.FieldCount(reader);
        for (int i = columns.Count; i < reader.FieldCount; i++)
        {
            if (!reader.IsEmpty(i))
                throw errors.FieldCount(reader);
        }
    }

    /// <summary>Label and targets first: a line without them may be left out, whatever its features are.</summary>
    private bool TryReadTargets(CsvReader reader, bool mayHaveThousands, Span<T> numbers, Span<int> texts)
    {
        if (columns.Label is { } label)
        {
            texts[^1] = Text(reader, label);
            if (texts[^1] == TextColumn.Missing)
                return _leavesOut ? false : throw _errors.NoTarget(reader, label.Field, "label");
        }

        for (int j = columns.Features; j < columns.NumberFields.Length; j++)
        {
            int field = columns.NumberFields[j];
            FieldState state = _parser.Parse(reader, field, mayHaveThousands, out numbers[j]);
            if (state == FieldState.Missing)
                return _leavesOut ? false : throw _errors.NoTarget(reader, field, "value for a target");
            if (state != FieldState.Number)
                throw _errors.NoNumber(reader, field, state, typeof(T).Name);
        }

        return true;
    }

    private void ReadFeatures(CsvReader reader, bool mayHaveThousands, Span<T> numbers, Span<int> texts)
    {
        int[] fields = columns.NumberFields;
        for (int j = 0; j < columns.Features; j++)
        {
            FieldState state = _parser.Parse(reader, fields[j], mayHaveThousands, out numbers[j]);
            if (state == FieldState.Number)
                continue;
            if (state != FieldState.Missing)
                throw _errors.NoNumber(reader, fields[j], state, typeof(T).Name);
            NoteMissing(reader, fields[j]);
            numbers[j] = T.NaN;
        }

        for (int k = 0; k < columns.Categories.Length; k++)
        {
            TextColumn column = columns.Categories[k];
            texts[k] = Text(reader, column);
            if (texts[k] == TextColumn.Missing)
                NoteMissing(reader, column.Field);
        }
    }

    /// <summary>
    /// The number of a text, or <see cref="TextColumn.Missing"/>. A marker that is listed among the known texts is one
    /// of them.
    /// </summary>
    private int Text(CsvReader reader, TextColumn column)
    {
        ReadOnlySpan<byte> text = reader.GetSpan(column.Field);
        bool isMissing = _parser.IsMissing(text);
        if (isMissing && column.Known is null)
            return TextColumn.Missing;
        if (CsvText.Fault(text) is { } fault)
            throw _errors.NoText(reader, column.Field, fault);
        if (column.TryNumber(text, out int number))
            return number;
        return isMissing ? TextColumn.Missing : throw _errors.NotKnown(reader, column);
    }

    private void NoteMissing(CsvReader reader, int field)
    {
        if (options.MissingFields == MissingFields.Refused)
            Missing.Note(reader.LineNumber, field, columns.NameOf(field), reader.GetSpan(field));
    }
}
