using System.Globalization;
using System.Text;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>The names of columns, as they stand in the first line or are their positions.</summary>
/// <param name="Line">The number of the first line.</param>
/// <param name="Names">A name for each field, which may be empty or that of another field.</param>
/// <param name="Faults">What is wrong with the bytes of some of them.</param>
/// <param name="Text">The first line as it stands in the file, or the start of a long one.</param>
internal sealed record HeaderLine(long Line, string[] Names, IReadOnlyDictionary<int, string> Faults, string Text)
{
    private const int MostBytes = 4096;

    /// <summary>How many names there are when those at the end that are empty are left out.</summary>
    public int NamedCount { get; } = Array.FindLastIndex(Names, name => name.Length > 0) + 1;

    /// <summary>From the record at which a reader stands, if the text has any.</summary>
    public static HeaderLine Of(CsvReader reader, CsvHeader header, int fields)
    {
        var names = new string[fields];
        var faults = new Dictionary<int, string>();
        for (int i = 0; i < fields; i++)
        {
            names[i] = header == CsvHeader.FirstLine ? reader.GetString(i) : i.ToString(CultureInfo.InvariantCulture);
            if (header == CsvHeader.FirstLine && CsvText.Fault(reader.GetSpan(i)) is { } fault)
                faults.Add(i, fault);
        }

        ReadOnlySpan<byte> text = fields == 0 ? default : reader.RawRecord;
        return new HeaderLine(fields == 0 ? 1 : reader.LineNumber, names, faults, Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostBytes)]));
    }
}
