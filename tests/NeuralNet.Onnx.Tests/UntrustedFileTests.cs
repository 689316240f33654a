using Google.Protobuf;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// Files from anywhere: nothing but an InvalidDataException, no more memory than a multiple of the file, no hang.
/// </summary>
public sealed class UntrustedFileTests
{
    /// <summary>
    /// Bytes that may be taken for each byte of a file; what a message of two bytes takes when it is an object.
    /// </summary>
    private const long BytesPerByte = 256;

    /// <summary>
    /// Bytes that may be taken besides: what small files may claim, a million numbers of up to 8 bytes, copied once or
    /// twice on the way into a layer.
    /// </summary>
    private const long FreeBytes = 32L << 20;

    private static readonly byte[][] _models = [.. Producers.All.Values.Select(make => make(1).Model),
        .. Producers.FloatOnly.Values.Select(make => make().Model)];

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_whole()
    {
        foreach (byte[] model in _models)
        {
            for (int length = 0; length < model.Length; length++)
                Import(model[..length]);
        }
    }

    [Fact]
    public void Bytes_changed_anywhere_are_refused_or_harmless()
    {
        var random = new RandomStream(11);
        int refused = 0;
        for (int trial = 0; trial < 60_000; trial++)
        {
            byte[] damaged = Damaged(_models[trial % _models.Length], random);
            refused += Import(damaged) ? 0 : 1;
        }

        refused.Should().BeInRange(20_000, 59_000, "most changes are noticed, and some are to a weight");
    }

    [Fact]
    public void Fields_set_to_extreme_values_are_refused_or_harmless()
    {
        long[] extremes = [0, 1, -1, 2, 3, 5, 255, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, long.MaxValue, long.MinValue];
        var random = new RandomStream(12);
        for (int trial = 0; trial < 20_000; trial++)
        {
            ModelProto model = ModelProto.Parser.ParseFrom(_models[trial % _models.Length]);
            for (int change = 0; change < 1 + random.NextInteger(2); change++)
                Change(model, extremes[random.NextInteger(extremes.Length)], random);

            Import(model.ToByteArray());
        }
    }

    [Fact]
    public void Messages_within_messages_without_end_are_refused()
    {
        byte[] model = [];
        for (int depth = 0; depth < 5000; depth++)
            model = [.. Header(depth == 4999 ? 7 : 6, model.Length), .. model];

        Import(model).Should().BeFalse();
    }

    [Fact]
    public void Millions_of_empty_messages_take_memory_in_proportion()
    {
        foreach (int field in new[] { 1, 5, 11, 12 })
        {
            byte[] graph = [.. Enumerable.Range(0, 500_000).SelectMany(_ => new byte[] { (byte)(field << 3 | 2), 0 })];

            Import([8, 7, .. Header(7, graph.Length), .. graph, .. Header(8, 2), 16, 13]).Should().BeFalse();
        }
    }

    [Fact]
    public void A_shape_doubled_again_and_again_is_refused()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 4).Node("Shape", ["x"], "s0");
        for (int i = 0; i < 60; i++)
            model.Node("Concat", [$"s{i}", $"s{i}"], $"s{i + 1}", ModelBuilder.Attribute("axis", 0L));

        Action import = () => model.Node("Reshape", ["x", "s60"], "y").Output("y").ToArray().Imported<float>();

        import.Should().Throw<InvalidDataException>().WithMessage("*more numbers than 8 for each byte*");
    }

    [Fact]
    public void One_large_tensor_used_by_thousands_of_nodes_is_refused()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 1000).Weights("w", [1000, 1000], new double[1_000_000]);
        for (int i = 0; i < 10_000; i++)
            model.Node("MatMul", [i == 0 ? "x" : $"t{i - 1}", "w"], $"t{i}");

        Import(model.Output("t9999").ToArray()).Should().BeFalse();
    }

    [Fact]
    public void A_small_file_that_claims_a_giant_input_gets_no_memory_for_it()
    {
        byte[] model = new ModelBuilder().Input("x", int.MaxValue).Weights("half", [], 0.5).Node("Mul", ["x", "half"], "y").Output("y").ToArray();

        Import(model).Should().BeFalse();
    }

    [Fact]
    public void A_long_chain_of_nodes_is_followed_without_recursion()
    {
        ModelBuilder model = new ModelBuilder().Input("x", 4).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "t0");
        for (int i = 0; i < 100_000; i++)
            model.Node("Identity", [$"t{i}"], $"t{i + 1}");

        Import(model.Output("t100000").ToArray()).Should().BeTrue();
    }

    /// <summary>
    /// Whether a network came of it; anything but an InvalidDataException fails the test, and so does too much memory.
    /// </summary>
    private static bool Import(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? thrown = Record.Exception(() => file.Imported<float>());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        if (thrown is not (null or InvalidDataException))
            throw new InvalidOperationException($"{Convert.ToBase64String(file.AsSpan(0, Math.Min(file.Length, 3000)))} gave {thrown}", thrown);
        if (allocated > BytesPerByte * file.Length + FreeBytes)
            throw new InvalidOperationException(FormattableString.Invariant($"A file of {file.Length} bytes took {allocated} bytes of memory."));
        return thrown is null;
    }

    private static byte[] Damaged(byte[] model, RandomStream random)
    {
        List<byte> bytes = [.. model];
        for (int change = 0; change < 1 + random.NextInteger(3); change++)
        {
            int at = random.NextInteger(bytes.Count);
            switch (random.NextInteger(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.NextInteger(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.NextInteger(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, random.NextInteger(9)));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Range(0, 1 + random.NextInteger(9)).Select(_ => (byte)random.NextInteger(256)));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(random.NextInteger(bytes.Count), 1));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Change(ModelProto model, long value, RandomStream random)
    {
        GraphProto graph = model.Graph;
        NodeProto node = graph.Node[random.NextInteger(graph.Node.Count)];
        TensorProto? tensor = graph.Initializer.Count == 0 ? null : graph.Initializer[random.NextInteger(graph.Initializer.Count)];
        AttributeProto? attribute = node.Attribute.Count == 0 ? null : node.Attribute[random.NextInteger(node.Attribute.Count)];
        NodeProto other = graph.Node[random.NextInteger(graph.Node.Count)];
        switch (random.NextInteger(9))
        {
            case 0 when tensor is { Dims.Count: > 0 }:
                tensor.Dims[random.NextInteger(tensor.Dims.Count)] = value;
                break;
            case 1 when tensor is not null:
                tensor.DataType = (int)value;
                break;
            case 2 when tensor is { Int64Data.Count: > 0 }:
                tensor.Int64Data[random.NextInteger(tensor.Int64Data.Count)] = value;
                break;
            case 3 when attribute is not null:
                attribute.I = value;
                break;
            case 4 when attribute is { Ints.Count: > 0 }:
                attribute.Ints[random.NextInteger(attribute.Ints.Count)] = value;
                break;
            case 5 when graph.Input[0].Type.TensorType.Shape is { Dim.Count: > 1 } shape:
                shape.Dim[random.NextInteger(shape.Dim.Count)].DimValue = value;
                break;
            case 6 when node.Input.Count > 0 && other.Input.Count > 0:
                node.Input[random.NextInteger(node.Input.Count)] = other.Input[random.NextInteger(other.Input.Count)];
                break;
            case 7 when node.Input.Count > 0:
                node.Input[random.NextInteger(node.Input.Count)] = other.Output[0];
                break;
            default:
                node.OpType = other.OpType;
                break;
        }
    }

    private static byte[] Header(int field, int length)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(length);
        }

        return stream.ToArray();
    }
}
