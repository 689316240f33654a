using System.Buffers;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.Tabular;

/// <summary>One column of a file, read group by group into a column of a table.</summary>
internal sealed class ParquetColumn
{
    private readonly DataField _field;
    private readonly string _file;
    private readonly Func<ParquetRowGroupReader, int, Task> _read;

    private ParquetColumn(DataField field, string file, int rows)
    {
        (_field, _file) = (field, file);
        Builder = new ColumnBuilder(field.Name, rows);
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
            TypeCode.Boolean => (group, count) => Values<bool>(group, count, Builder.AddTruth),
            TypeCode.DateTime => (group, count) => Values<DateTime>(group, count, Builder.AddDate),
            _ when field.ClrType == typeof(ReadOnlyMemory<char>)
                => (group, count) => Values<ReadOnlyMemory<char>>(group, count, text => Builder.AddText(text.Span)),
            _ when field.ClrType == typeof(DateOnly) => (group, count) => Values<DateOnly>(group, count, date => Builder.Add(date)),
            _ when field.ClrType == typeof(Guid) => (group, count) => Values<Guid>(group, count, id => Builder.Add(id)),
            _ => throw new InvalidDataException($"'{file}' has the column '{field.Name}' of {field.ClrType.Name}, but numbers, texts, truths and dates were "
                + "expected."),
        };
    }

    public ColumnBuilder Builder { get; }

    /// <exception cref="InvalidDataException">The field is no column of plain values.</exception>
    public static ParquetColumn Of(Field field, string file, int rows) => field is DataField { IsArray: false } column
        ? new ParquetColumn(column, file, rows)
        : throw new InvalidDataException($"'{file}' has the column '{field.Name}', which holds several values in each row ({field.GetType().Name}), but a "
            + "table "
            + "has one in each cell.");

    /// <exception cref="InvalidDataException">The values cannot be read, or are not as many as the rows.</exception>
    public async Task ReadAsync(ParquetRowGroupReader group)
    {
        if (group.GetMetadata(_field)?.MetaData?.NumValues is { } values && values != group.RowCount)
            throw new InvalidDataException($"'{_file}' has {values} values of column '{_field.Name}' in a row group of {group.RowCount} rows, but one in each "
                + "was expected.");
        if (group.RowCount > 0)
            await _read(group, checked((int)group.RowCount)).ConfigureAwait(false);
    }

    private Task Numbers<T>(ParquetRowGroupReader group, int count)
        where T : struct, INumber<T>
        => Read<T>(group, count, (values, levels) => Builder.AddNumbers(values, levels, _field.MaxDefinitionLevel));

    private Task Values<T>(ParquetRowGroupReader group, int count, Action<T> add)
        where T : struct
        => Read<T>(group, count, (values, levels) =>
        {
            int next = 0;
            for (int i = 0; i < count; i++)
            {
                if (levels.IsEmpty || levels[i] == _field.MaxDefinitionLevel)
                    add(values[next++]);
                else
                    Builder.AddGap();
            }
        });

    /// <summary>Reads a group into memory that the next group or column takes, too.</summary>
    private async Task Read<T>(ParquetRowGroupReader group, int count, AddAll<T> add)
        where T : struct
    {
        T[] values = ArrayPool<T>.Shared.Rent(count);
        int[] levels = _field.MaxDefinitionLevel > 0 ? ArrayPool<int>.Shared.Rent(count) : [];
        try
        {
            await ReadInto(group, values.AsMemory(0, count), levels.AsMemory(0, Math.Min(count, levels.Length))).ConfigureAwait(false);
            add(values.AsSpan(0, count), levels.AsSpan(0, Math.Min(count, levels.Length)));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(values, clearArray: true);
            if (levels.Length > 0)
                ArrayPool<int>.Shared.Return(levels);
        }
    }

    private async Task ReadInto<T>(ParquetRowGroupReader group, Memory<T> values, Memory<int> levels)
        where T : struct
    {
        try
        {
            if (levels.IsEmpty)
                await group.ReadAsync<T>(_field, values).ConfigureAwait(false);
            else
                await group.ReadRawAsync(_field, values, levels, null).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"'{_file}' has values of column '{_field.Name}' that cannot be read: {e.Message}", e);
        }
    }

    private delegate void AddAll<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> levels);
}
