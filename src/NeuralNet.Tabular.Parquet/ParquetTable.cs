using Parquet;

namespace NeuralNet.Tabular;

/// <summary>Parquet files as tables.</summary>
public static class ParquetTable
{
    extension(Table)
    {
        /// <summary>
        /// Reads a Parquet file, one column of one row group at a time: nulls and NaN are gaps. Texts are looked at as
        /// those of a CSV file are: dates and truths among them are found.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <exception cref="IOException">The file cannot be read.</exception>
        /// <exception cref="InvalidDataException">
        /// The file is none of Parquet, or a column is nested, a list, or of a type that no column of a table can hold.
        /// </exception>
        public static Table FromParquet(string path)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            using FileStream stream = File.OpenRead(path);
            return FromParquet(stream, path);
        }

        /// <summary>Reads a Parquet file from a stream.</summary>
        /// <param name="stream">The file, in a stream that can seek; it is left open.</param>
        /// <param name="name">What messages call the stream.</param>
        /// <inheritdoc cref="FromParquet(string)" path="/exception"/>
        public static Table FromParquet(Stream stream, string name = "stream")
        {
            ArgumentNullException.ThrowIfNull(stream);
            if (!stream.CanRead || !stream.CanSeek)
                throw new ArgumentException("A Parquet file ends with what says where its columns are, so 'stream' must be able to read and to seek.",
                    nameof(stream));

            // Apart from the caller's context, which waits.
            return Task.Run(() => ReadAsync(stream, name)).GetAwaiter().GetResult();
        }
    }

    private static async Task<Table> ReadAsync(Stream stream, string name)
    {
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true).ConfigureAwait(false);
            int count = checked((int)Enumerable.Range(0, reader.RowGroupCount).Sum(i => reader.OpenRowGroupReader(i).RowCount));
            if (reader.Metadata is { } file && file.NumRows != count)
                throw new InvalidDataException($"'{name}' says that it has {file.NumRows} rows, but has {count} in {reader.RowGroupCount} row groups.");
            ParquetColumn[] columns = [.. reader.Schema.Fields.Select(field => ParquetColumn.Of(field, name, count))];
            for (int i = 0; i < reader.RowGroupCount; i++)
            {
                using ParquetRowGroupReader rows = reader.OpenRowGroupReader(i);
                foreach (ParquetColumn column in columns)
                    await column.ReadAsync(rows).ConfigureAwait(false);
            }

            return new Table(ColumnBuilder.Build([.. columns.Select(column => column.Builder)]));
        }
        catch (Exception e) when (e is not (InvalidDataException or ArgumentException { ParamName: "columns" }))
        {
            throw new InvalidDataException($"'{name}' cannot be read as a Parquet file: {e.Message}", e);
        }
    }
}
