using System.Text;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>What is said of fields that cannot be read.</summary>
internal sealed class LineErrors(CsvOptions options, CsvColumns columns, string file)
{
    private const int MostCharacters = 60;

    public InvalidDataException FieldCount(CsvReader reader)
    {
        string first = options.Header == CsvHeader.FirstLine ? "the header" : "the first line";
        return new($"{file}, line {reader.LineNumber}: {reader.FieldCount} fields, but {first} has {columns.Count}.");
    }

    public InvalidDataException NoTarget(CsvReader reader, int field, string what)
    {
        string orClass = options.Label is null ? "" : $", or list it in '{nameof(CsvOptions.ClassNames)}' if it is a class";
        return Error(
            reader,
            field,
            $"is no {what}. It is one of '{nameof(CsvOptions.MissingMarkers)}': set '{nameof(CsvOptions.MissingTargets)}' to "
            + $"{nameof(MissingTargets.LineLeftOut)} to leave such lines out{orClass}.");
    }

    public InvalidDataException NoText(CsvReader reader, int field, string fault) => Error(reader, field, fault);

    public InvalidDataException NotKnown(CsvReader reader, TextColumn column)
    {
        string some = string.Join(", ", column.Known!.Take(10).Select(text => $"'{text}'"));
        return Error(reader, column.Field, $"is none of {some}{(column.Known!.Count > 10 ? ", …" : "")}.");
    }

    public InvalidDataException NoNumber(CsvReader reader, int field, FieldState state, string type) => Error(reader, field, state switch
    {
        FieldState.Infinite => $"is not finite, or more than {type} can hold.",
        FieldState.HasThousands => $"has a '{options.Culture.NumberFormat.NumberGroupSeparator}', which separates thousands in the culture "
            + $"'{CultureName}' and is not accepted. If it separates decimals, set {nameof(CsvOptions.Culture)}.",
        _ => $"is no number in the culture '{CultureName}'.{Delimiters.HintOf(Text(reader, field), options.Delimiter, options.Culture)} "
            + $"If it stands for a missing value, add it to {nameof(CsvOptions.MissingMarkers)}; if the column is text, list it in "
            + $"{nameof(CsvOptions.Categories)}, name it as {nameof(CsvOptions.Label)}, or leave it out of {nameof(CsvOptions.Features)}.",
    });

    private string CultureName => options.Culture.Name.Length == 0 ? "invariant" : options.Culture.Name;

    private InvalidDataException Error(CsvReader reader, int field, string what)
    {
        string text = Text(reader, field);
        string shown = text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
        shown = string.Concat(shown.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : c.ToString()));
        return new InvalidDataException($"{file}, line {reader.LineNumber}, column {columns.NameOf(field)}: '{shown}' {what}");
    }

    private static string Text(CsvReader reader, int field) => Encoding.UTF8.GetString(reader.GetSpan(field));
}
