using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>The lines of a file in their order, read by several threads where there are many.</summary>
internal static class CsvLines
{
    private const int MostBytesOfALine = 1 << 26;
    private const int MostThreads = 8;

    // Below this a file is read sooner than other threads wake up.
    private const int LinesOfASmallFile = 1000;

    public static CsvReader Open(CsvText text, CsvOptions options)
    {
        // The header is read as a line like any other, since its names may be empty or the same.
        var settings = new CsvReaderOptions
        {
            Separator = options.Delimiter,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = MostBytesOfALine,
            BufferSize = CsvFile.BytesOfTheBuffer,
            FormatProvider = options.Culture,
        };
        return CsvReader.Create(text.Stream, settings, leaveOpen: true);
    }

    /// <param name="reader">Stands at the start of the text.</param>
    /// <param name="options">Whether the first line names the columns.</param>
    /// <param name="hasLine">Whether the reader stands at a line of data then.</param>
    public static HeaderLine Header(CsvReader reader, CsvOptions options, out bool hasLine)
    {
        bool hasFirst = reader.Read();

        // Excel's way to say which delimiter follows.
        if (hasFirst && reader.RawRecord.SequenceEqual([.. "sep="u8, (byte)options.Delimiter]))
            hasFirst = reader.Read();
        hasLine = hasFirst && options.Header == CsvHeader.None;
        return HeaderLine.Of(reader, options.Header, hasFirst ? reader.FieldCount : 0);
    }

    /// <summary>Appends every line that is not left out.</summary>
    public static void Read<T>(CsvReader reader, bool hasLine, Func<CsvReader, StoredLine<T>?> read, LineStore<T> store)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int lines = 0;
        for (; lines < LinesOfASmallFile && (hasLine || reader.Read()); lines++)
        {
            Append(read(reader));
            hasLine = false;
        }

        if (lines == LinesOfASmallFile)
        {
            foreach (StoredLine<T>? line in reader.ParallelEnumerate(read.Invoke, Math.Min(Environment.ProcessorCount, MostThreads)))
                Append(line);
        }

        void Append(StoredLine<T>? line)
        {
            if (line is { } some)
                store.Append(some);
        }
    }

    public static InvalidDataException Malformed(string file, CsvFormatException e)
        => new($"{file}{(e.LineNumber > 0 ? $", line {e.LineNumber}" : "")}: {e.Message}", e);
}
