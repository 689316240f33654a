using System.Numerics;
using System.Text;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>Reads lines into a <see cref="LineStore{T}"/>, on several threads at once, or says what is wrong with them.</summary>
internal sealed class LineReader<T>(CsvOptions options, CsvColumns columns, string file, LineStore<T> store, MissingReport missing)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FieldParser<T> _parser = new(options);

    /// <summary>The line at which a reader stands.</summary>
    /// <exception cref="InvalidDataException">It has another number of fields than others, or one that is not what its column is.</exception>
    public StoredLine<T> Read(CsvReader reader)
    {
        if (reader.FieldCount != columns.Count)
            throw new InvalidDataException($"{file}, line {reader.LineNumber}: {reader.FieldCount} fields, but {(options.Header == CsvHeader.FirstLine ? "the header" : "the first line")} has {columns.Count}.");
        StoredLine<T> line = store.New(out Span<T> numbers, out Span<int> texts);
        bool mayHaveThousands = _parser.MayHaveThousands(reader.RawRecord);
        int[] fields = columns.NumberFields;
        for (int j = 0; j < fields.Length; j++)
        {
            FieldState state = _parser.Parse(reader, fields[j], mayHaveThousands, out numbers[j]);
            if (state != FieldState.Number)
                numbers[j] = NotANumber(reader, j, state);
        }

        for (int k = 0; k < columns.Categories.Length; k++)
        {
            TextColumn column = columns.Categories[k];
            if (_parser.IsMissing(reader.GetSpan(column.Field)))
            {
                NoteMissing(reader, column.Name, column.Field);
                texts[k] = TextColumn.Missing;
            }
            else
            {
                texts[k] = Text(reader, column);
            }
        }

        if (columns.Label is { } label)
        {
            if (_parser.IsMissing(reader.GetSpan(label.Field)))
                throw Error(reader, label.Name, label.Field, "is no label. Leave such lines out of the file.");
            texts[^1] = Text(reader, label);
        }

        return line;
    }

    private int Text(CsvReader reader, TextColumn column)
        => column.TryNumber(reader.GetSpan(column.Field), out int number)
            ? number
            : throw Error(reader, column.Name, column.Field, $"is none of {string.Join(", ", column.Known!.Take(10).Select(text => $"'{text}'"))}{(column.Known!.Count > 10 ? ", …" : "")}.");

    private T NotANumber(CsvReader reader, int column, FieldState state)
    {
        string name = columns.NumberNames[column];
        int field = columns.NumberFields[column];
        switch (state)
        {
            case FieldState.Missing when column < columns.Features:
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
            missing.Note(reader.LineNumber, field, name, reader.GetSpan(field));
    }

    private InvalidDataException Error(CsvReader reader, string name, int field, string what)
    {
        string text = Encoding.UTF8.GetString(reader.GetSpan(field));
        return new InvalidDataException($"{file}, line {reader.LineNumber}, column '{name}': '{(text.Length > 60 ? text[..60] + "…" : text)}' {what}");
    }
}
