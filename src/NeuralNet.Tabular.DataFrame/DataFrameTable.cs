using System.Numerics;
using Microsoft.Data.Analysis;

namespace NeuralNet.Tabular;

/// <summary>Data frames of Microsoft.Data.Analysis as tables.</summary>
public static class DataFrameTable
{
    extension(Table)
    {
        /// <summary>
        /// The values of a data frame as a table: columns by name, nulls and NaN as gaps. Texts are looked at as those
        /// of a CSV file are: dates and truths among them are found.
        /// </summary>
        /// <param name="frame">The data frame; its values are copied, eight bytes a cell.</param>
        /// <exception cref="InvalidDataException">
        /// A column is of a type that no column of a table can hold, such as vectors, or a number is infinite.
        /// </exception>
        /// <exception cref="ArgumentException">There is no column.</exception>
        public static Table From(DataFrame frame)
        {
            ArgumentNullException.ThrowIfNull(frame);
            return new Table([.. frame.Columns.Select(Column)]);
        }
    }

    private static TableColumn Column(DataFrameColumn column)
    {
        var builder = new ColumnBuilder(column.Name, checked((int)column.Length));
        switch (column)
        {
            case PrimitiveDataFrameColumn<double> numbers:
                AddNumbers(builder, numbers);
                break;
            case PrimitiveDataFrameColumn<float> numbers:
                AddNumbers(builder, numbers);
                break;
            case PrimitiveDataFrameColumn<int> numbers:
                AddNumbers(builder, numbers);
                break;
            case PrimitiveDataFrameColumn<long> numbers:
                AddNumbers(builder, numbers);
                break;
            case PrimitiveDataFrameColumn<short> numbers:
                AddNumbers(builder, numbers);
                break;
            case PrimitiveDataFrameColumn<byte> numbers:
                AddNumbers(builder, numbers);
                break;
            case IEnumerable<string?> texts:
                foreach (string? text in texts)
                    builder.Add(text);
                break;
            default:
                for (long i = 0; i < column.Length; i++)
                    builder.Add(column[i]);
                break;
        }

        return builder.Build();
    }

    private static void AddNumbers<T>(ColumnBuilder builder, PrimitiveDataFrameColumn<T> column)
        where T : unmanaged, INumber<T>
    {
        // The buffers of the column in the format of Apache Arrow: a bit tells whether a value is there.
        foreach ((ReadOnlyMemory<T> values, ReadOnlyMemory<byte> known) in column.GetReadOnlyDataBuffers().Zip(column.GetReadOnlyNullBitMapBuffers()))
            builder.AddNumbers(values.Span, column.NullCount == 0 ? [] : known.Span);
    }
}
