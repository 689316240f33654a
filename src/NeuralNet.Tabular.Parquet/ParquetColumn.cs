using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.Tabular;

/// <summary>One column of a file, read group by group into a column of a table.</summary>
internal sealed class ParquetColumn
{
    private readonly DataField _field;
    private readonly Func<ParquetRowGroupReader, int, Task> _read;

    private ParquetColumn(DataField field, string file)
    {
        _field = field;
        Builder = new ColumnBuilder(field.Name);
        _read = Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Double => Numbers<double>,
            TypeCode.Single => Numbers<float>,
            TypeCode.Decimal => Numbers<decimal>,
            TypeCode.SByte => Numbers<sbyte>,
            TypeCode.Byte => Numbers<byte>,
            TypeCode.Int16 => Numbers<short>,
            TypeCode.UInt16 => Numbers<ushort>,
            TypeCode.Int32 => Numbers<int>,
            TypeCode.UInt32 => Numbers<uint>,
            TypeCode.Int64 => Numbers<long>,
            TypeCode.UInt64 => Numbers<ulong>,
            TypeCode.Boolean => (rows, count) => Values<bool>(rows, count, Builder.AddTruth),
            TypeCode.DateTime => (rows, count) => Values<DateTime>(rows, count, Builder.AddDate),
            _ when field.ClrType == typeof(ReadOnlyMemory<char>)
                => (rows, count) => Values<ReadOnlyMemory<char>>(rows, count, text => Builder.AddText(text.Span)),
            _ when field.ClrType == typeof(DateOnly) => (rows, count) => Values<DateOnly>(rows, count, date => Builder.Add(date)),
            _ when field.ClrType == typeof(Guid) => (rows, count) => Values<Guid>(rows, count, id => Builder.Add(id)),
            _ when field.ClrType == typeof(TimeSpan) => (rows, count) => Values<TimeSpan>(rows, count, time => Builder.AddNumber(time.TotalSeconds)),
            _ => throw new InvalidDataException($"'{file}' has the column '{field.Name}' of {field.ClrType.Name}, but numbers, texts, truths and dates were "
                + "expected."),
        };
    }

    public ColumnBuilder Builder { get; }

    /// <exception cref="InvalidDataException">The field is no column of plain values.</exception>
    public static ParquetColumn Of(Field field, string file) => field is DataField { IsArray: false } column
        ? new ParquetColumn(column, file)
        : throw new InvalidDataException($"'{file}' has the column '{field.Name}', which holds several values in each row ({field.GetType().Name}), but a "
            + "table "
            + "has one in each cell.");

    public Task ReadAsync(ParquetRowGroupReader rows) => _read(rows, checked((int)rows.RowCount));

    private async Task Numbers<T>(ParquetRowGroupReader rows, int count)
        where T : struct, INumber<T>
    {
        if (_field.IsNullable)
            Builder.AddNumbers(new ReadOnlySpan<T?>(await WithGaps<T>(rows, count).ConfigureAwait(false)));
        else
            Builder.AddNumbers(new ReadOnlySpan<T>(await WithoutGaps<T>(rows, count).ConfigureAwait(false)));
    }

    private async Task Values<T>(ParquetRowGroupReader rows, int count, Action<T> add)
        where T : struct
    {
        T?[] values = _field.IsNullable ? await WithGaps<T>(rows, count).ConfigureAwait(false)
            : [.. await WithoutGaps<T>(rows, count).ConfigureAwait(false)];
        foreach (T? value in values)
        {
            if (value is { } known)
                add(known);
            else
                Builder.AddGap();
        }
    }

    private async Task<T?[]> WithGaps<T>(ParquetRowGroupReader rows, int count)
        where T : struct
    {
        T?[] values = new T?[count];
        await rows.ReadAsync<T>(_field, values.AsMemory()).ConfigureAwait(false);
        return values;
    }

    private async Task<T[]> WithoutGaps<T>(ParquetRowGroupReader rows, int count)
        where T : struct
    {
        T[] values = new T[count];
        await rows.ReadAsync<T>(_field, values.AsMemory()).ConfigureAwait(false);
        return values;
    }
}
