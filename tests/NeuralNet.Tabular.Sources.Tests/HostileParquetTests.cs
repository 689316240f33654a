using System.Buffers.Binary;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.Tabular.Sources.Tests;

/// <summary>Files with unusual contents, and damaged ones: a table with every value in its row, or a message.</summary>
public sealed class HostileParquetTests
{
    private static readonly DataField<int> _number = new("number");

    [Fact]
    public async Task Row_groups_without_rows_add_nothing()
    {
        MemoryStream empty = await Write([_number], (_, _) => Task.CompletedTask, groups: 0);
        MemoryStream some = await Write([_number], (rows, group) => rows.WriteAsync<int>(_number, group == 1 ? new int[] { 7, 8 } : Array.Empty<int>()),
            groups: 3);

        Table.FromParquet(empty).Count.Should().Be(0);
        Enumerable.Range(0, 2).Select(row => Table.FromParquet(some)["number"][row]).Should().Equal(7.0, 8.0);
        Table.FromParquet(some).Count.Should().Be(2);
    }

    [Fact]
    public async Task Decimals_become_the_nearest_numbers()
    {
        var price = new DecimalDataField("price", 29, 4);

        Table table = Table.FromParquet(await Write([price],
            (rows, _) => rows.WriteAsync<decimal>(price, new decimal[] { 1.2345m, -7, 7922816251426433759354395m })));

        Enumerable.Range(0, 3).Select(row => table["price"][row]).Should().Equal(1.2345, -7.0, 7922816251426433759354395.0);
    }

    public static TheoryData<DateTimeFormat, DateTimeTimeUnit> Clocks => new()
    {
        { DateTimeFormat.Impala, DateTimeTimeUnit.Millis }, { DateTimeFormat.DateAndTime, DateTimeTimeUnit.Millis },
        { DateTimeFormat.DateAndTimeMicros, DateTimeTimeUnit.Millis }, { DateTimeFormat.Timestamp, DateTimeTimeUnit.Millis },
        { DateTimeFormat.Timestamp, DateTimeTimeUnit.Micros }, { DateTimeFormat.Timestamp, DateTimeTimeUnit.Nanos },
    };

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Moments_are_the_same_in_every_unit_they_are_stored_in(DateTimeFormat format, DateTimeTimeUnit unit)
    {
        DateTime[] moments = [new(2024, 2, 29, 10, 30, 15, DateTimeKind.Utc), new(1850, 1, 2, 0, 0, 0, DateTimeKind.Utc)];
        var time = new DateTimeDataField("time", format, true, unit);

        Table table = Table.FromParquet(await Write([time], (rows, _) => rows.WriteAsync<DateTime>(time, moments)));

        Enumerable.Range(0, 2).Select(row => table["time"][row]).Should().Equal(moments.Select(moment => (object)moment));
    }

    [Fact]
    public async Task An_infinite_number_is_refused_with_its_row()
    {
        var km = new DataField<float>("km");
        MemoryStream file = await Write([km], (rows, _) => rows.WriteAsync<float>(km, new float[] { 1, float.NegativeInfinity }), groups: 2);

        file.Invoking(stream => Table.FromParquet(stream)).Should().Throw<InvalidDataException>().WithMessage("Column 'km' holds -infinity in row 1*finite*");
    }

    [Theory]
    [InlineData("StructField")]
    [InlineData("ListField")]
    public async Task Nested_columns_are_refused_by_name(string kind)
    {
        Field nested = kind == "ListField" ? new ListField("parts", new DataField<int>("item")) : new StructField("parts", new DataField<int>("a"));
        MemoryStream file = await Write([_number, nested], (_, _) => Task.CompletedTask, groups: 0);

        file.Invoking(stream => Table.FromParquet(stream, "f")).Should().Throw<InvalidDataException>().WithMessage($"'f' has the column 'parts'*{kind}*");
    }

    [Theory]
    [InlineData(0, 36)]
    [InlineData(2, 164)]
    public async Task A_number_of_rows_that_is_another_one_is_refused_wherever_it_stands(byte changed, int count)
    {
        byte[] file = (await Hundred()).ToArray();
        int end = file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        // 100 as Parquet writes it; the second byte has the larger digits.
        int[] places = [.. Enumerable.Range(end, file.Length - end - 1).Where(i => file[i] == 0xC8 && file[i + 1] == 1)];

        // The rows of the file, those of the row group, and the values of two columns.
        places.Length.Should().Be(4);
        foreach (int place in places)
        {
            byte[] damaged = [.. file];
            damaged[place + 1] = changed;
            FluentActions.Invoking(() => Table.FromParquet(new MemoryStream(damaged), "f")).Should().Throw<InvalidDataException>()
                .Which.Message.Should().MatchRegex($"^'f' .*({count}.*100|100.*{count}).*row");
        }
    }

    [Fact]
    public async Task Damaged_values_are_other_values_or_refused_with_the_file_and_the_column()
    {
        byte[] file = (await Hundred()).ToArray();
        int end = file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        int refused = 0;
        for (int i = 4; i < end; i += 3)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 0xFF;
            try
            {
                Table.FromParquet(new MemoryStream(damaged), "f").Count.Should().Be(100);
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().MatchRegex("^'f' has .*column '(number|km)'|^Column '(number|km)' holds .*infinity");
                refused++;
            }
        }

        refused.Should().BeGreaterThan(10);
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_refused()
    {
        byte[] file = (await Hundred()).ToArray();

        for (int length = 0; length < file.Length; length += 11)
            FluentActions.Invoking(() => Table.FromParquet(new MemoryStream(file[..length]), "f")).Should().Throw<InvalidDataException>().WithMessage("'f' *");
    }

    private static Task<MemoryStream> Hundred()
    {
        var km = new DataField<double?>("km");
        return Write([_number, km], async (rows, _) =>
        {
            await rows.WriteAsync<int>(_number, Enumerable.Range(0, 100).ToArray());
            await rows.WriteAsync<double>(km, Enumerable.Range(0, 100).Select(i => i % 7 == 0 ? (double?)null : 1.5 * i).ToArray());
        });
    }

    private static async Task<MemoryStream> Write(Field[] fields, Func<ParquetRowGroupWriter, int, Task> write, int groups = 1)
    {
        var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
            for (int group = 0; group < groups; group++)
            {
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await write(rows, group);
            }
        }

        return new MemoryStream(file.ToArray());
    }
}
