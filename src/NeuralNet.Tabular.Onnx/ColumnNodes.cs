using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Tabular.Onnx;

/// <summary>The nodes that encode one column for one member, as its <see cref="ColumnEncoding"/> does.</summary>
internal sealed class ColumnNodes(GraphWriter graph)
{
    private const double DaysTo1970 = 719162;
    private const double SecondsOfADay = 86400;
    private const double Farthest = 3;

    /// <summary>An input for a column; dates become days, numbers doubles, with NaN in gaps.</summary>
    /// <returns>The value that <see cref="Encode"/> takes.</returns>
    public string Input(InputColumn column)
    {
        if (column.Kind is ColumnKind.Category or ColumnKind.Boolean or ColumnKind.Text)
        {
            graph.Input(column.Name, DataType.String);
            return column.Name;
        }

        graph.Input(column.Name, column.Kind == ColumnKind.Date ? DataType.Int64 : DataType.Float);
        string number = graph.Cast(column.Name, DataType.Double);
        if (column.Kind == ColumnKind.Number)
            return number;
        string days = graph.Node("Add", [graph.Node("Div", [number, graph.Double(SecondsOfADay)]), graph.Double(DaysTo1970)]);
        string isGap = graph.Node("Equal", [column.Name, graph.Long(long.MinValue)]);
        return graph.Node("Where", [isGap, graph.Double(double.NaN), days]);
    }

    /// <summary>Inputs of the member's network, floats, <c>N x width</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="encoding">How the member encodes it.</param>
    /// <param name="value">What <see cref="Input"/> gave.</param>
    /// <param name="table">The rows of embeddings of this column, <c>places x size</c>; null where it has none.</param>
    public string Encode(InputColumn column, ColumnEncoding encoding, string value, float[,]? table) => encoding switch
    {
        CategoryEncoding category => Gather(Places(column, category, value), table ?? OneHot(category)),
        BooleanEncoding => Gather(Codes(column, value, [.. column.Levels, ""], [0, 1, 2], 2), Encoded(encoding, [0, 1, double.NaN])),
        NumberEncoding number => graph.Cast(Number(number, value), DataType.Float),
        DateEncoding date => graph.Cast(Date(date, value), DataType.Float),
        _ when column.Kind is ColumnKind.Number or ColumnKind.Date
            => graph.Node("Where", [graph.Node("IsNaN", [graph.Cast(value, DataType.Float)]), graph.Floats([-1]), graph.Floats([1])]),
        _ => Gather(Codes(column, value, [""], [0], 1), Encoded(encoding, [double.NaN, 1])),
    };

    /// <summary>A row for each place.</summary>
    private static float[,] OneHot(CategoryEncoding category)
    {
        var table = new float[category.Width, category.Width];
        for (int place = 0; place < category.Width; place++)
            table[place, place] = category.IsTrained(place) ? 1 : 0;
        return table;
    }

    /// <summary>A row for each of some raw values.</summary>
    private static float[,] Encoded(ColumnEncoding encoding, double[] values)
    {
        var table = new float[values.Length, encoding.Width];
        float[] row = new float[encoding.Width];
        for (int i = 0; i < values.Length; i++)
        {
            encoding.Encode(values[i], row);
            for (int k = 0; k < row.Length; k++)
                table[i, k] = row[k];
        }

        return table;
    }

    private string Places(InputColumn column, CategoryEncoding category, string value)
        => Codes(column, value, [.. column.Levels, ""], [.. category.PlaceOfLevel.Select(place => (long)place), 1], 0);

    private string Codes(InputColumn column, string value, string[] keys, long[] codes, long otherwise)
    {
        // A level that is the empty text stands for itself, not for a gap.
        (string Key, long Code)[] pairs = [.. keys.Zip(codes).DistinctBy(pair => pair.First)];
        string code = graph.Node("LabelEncoder", GraphWriter.LearningDomain, [value], GraphWriter.Texts("keys_strings", pairs.Select(pair => pair.Key)),
            GraphWriter.Integers("values_int64s", pairs.Select(pair => pair.Code)), GraphWriter.Integer("default_int64", otherwise));
        return graph.Node("Squeeze", [code, graph.Long(1, 1)]);
    }

    private string Number(NumberEncoding number, string value)
    {
        string isGap = graph.Node("IsNaN", [graph.Cast(value, DataType.Float)]);
        string x = graph.Node("Where", [isGap, graph.Double(number.Median), value]);
        string z = graph.Node("Mul", [graph.Node("Sub", [x, graph.Double(number.Median)]), graph.Double(number.Factor)]);
        string ratio = graph.Node("Div", [z, graph.Double(Farthest)]);
        string length = graph.Node("Sqrt", [graph.Node("Add", [graph.Node("Mul", [ratio, ratio]), graph.Double(1)])]);
        List<string> parts = [graph.Node("Div", [z, length])];
        if (number.Edges.Count > 1)
        {
            double[] starts = [.. number.Edges.SkipLast(1)], widths = [.. number.Edges.Skip(1).Zip(starts, (end, start) => end - start)];
            string come = graph.Node("Div", [graph.Node("Sub", [x, graph.Doubles(starts, 1, starts.Length)]), graph.Doubles(widths, 1, widths.Length)]);
            parts.Add(graph.Node("Clip", [come, graph.Double(0), graph.Double(1)]));
        }

        if (number.HasGaps)
            parts.Add(graph.Cast(isGap, DataType.Double));
        return Joined(parts);
    }

    private string Date(DateEncoding date, string value)
    {
        string isGap = graph.Node("IsNaN", [graph.Cast(value, DataType.Float)]);
        string day = graph.Node("Where", [isGap, graph.Double(date.Time.Median), value]);
        string whole = graph.Node("Floor", [day]);
        string year = graph.Node("Div", [graph.Node("Add", [day, graph.Double(1)]), graph.Double(DateEncoding.DaysOfAYear)]);
        List<string> parts =
        [
            Number(date.Time, value),
            Number(date.Year, graph.Node("Add", [graph.Node("Floor", [year]), graph.Double(1)])),
            .. Circle(graph.Node("Div", [day, graph.Double(DateEncoding.DaysOfAYear)])),
            .. Circle(graph.Node("Div", [whole, graph.Double(7)])),
        ];
        if (date.HasTimes)
            parts.AddRange(Circle(day));
        return Joined(parts);
    }

    private string[] Circle(string turns)
    {
        string fraction = graph.Node("Sub", [turns, graph.Node("Floor", [turns])]);
        string angle = graph.Cast(graph.Node("Mul", [fraction, graph.Double(2 * Math.PI)]), DataType.Float);
        return [graph.Cast(graph.Node("Sin", [angle]), DataType.Double), graph.Cast(graph.Node("Cos", [angle]), DataType.Double)];
    }

    private string Joined(List<string> parts) => parts.Count == 1 ? parts[0] : graph.Node("Concat", [.. parts], GraphWriter.Integer("axis", 1));

    private string Gather(string places, float[,] table)
        => graph.Node("Gather", [graph.Floats(table.Cast<float>().ToArray(), table.GetLength(0), table.GetLength(1)), places], GraphWriter.Integer("axis", 0));
}
