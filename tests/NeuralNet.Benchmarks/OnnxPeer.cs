using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace NeuralNet.Benchmarks;

/// <summary>
/// A network of Dense, ReLU and Softmax layers run by ONNX Runtime on one thread; the model is written field by field
/// as the format's protobuf schema says.
/// </summary>
internal sealed class OnnxPeer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number that the format gives T.</summary>
    private static readonly int _type = typeof(T) == typeof(float) ? 1 : 11;

    private readonly InferenceSession _session;

    public OnnxPeer(Network<T> network)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        _session = new InferenceSession(Model(network), options);
    }

    /// <summary>
    /// Prepares a prediction with memory of its own for input and output, so that only the running is timed.
    /// </summary>
    public Action Prepare(T[] x, int rows, int inputs, T[] y, int outputs)
    {
        OrtIoBinding binding = _session.CreateIoBinding();
        binding.BindInput("x", OrtValue.CreateTensorValueFromMemory(x, [rows, inputs]));
        binding.BindOutput("y", OrtValue.CreateTensorValueFromMemory(y, [rows, outputs]));
        var run = new RunOptions();
        return () => _session.RunWithBinding(run, binding);
    }

    public void Dispose() => _session.Dispose();

    private static byte[] Model(Network<T> network)
    {
        var graph = new Message();
        string current = "x";
        for (int i = 0; i < network.Layers.Count; i++)
        {
            string next = i == network.Layers.Count - 1 ? "y" : $"t{i}";
            var node = new Message().Text(1, current);
            if (network.Layers[i] is Dense<T> dense)
            {
                node.Text(1, $"w{i}").Text(1, $"b{i}").Text(2, next).Text(4, "Gemm");
                graph.Sub(5, Tensor($"w{i}", [dense.Weights.RowCount, dense.Weights.ColumnCount], dense.Weights.ToRowMajorArray()));
                graph.Sub(5, Tensor($"b{i}", [dense.Biases.ColumnCount], dense.Biases.ToRowMajorArray()));
            }
            else
            {
                node.Text(2, next).Text(4, network.Layers[i] is ReLU<T> ? "Relu" : network.Layers[i] is Sigmoid<T> ? "Sigmoid" : "Softmax");
            }

            graph.Sub(1, node);
            current = next;
        }

        graph.Text(2, "network").Sub(11, Value("x", network.Inputs)).Sub(12, Value("y", network.Outputs));
        return new Message().Number(1, 7).Sub(7, graph).Sub(8, new Message().Text(1, "").Number(2, 13)).ToArray();
    }

    private static Message Tensor(string name, int[] sizes, T[] values)
    {
        var tensor = new Message();
        foreach (int size in sizes)
            tensor.Number(1, size);
        return tensor.Number(2, _type).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<T>(values));
    }

    private static Message Value(string name, int width)
    {
        Message shape = new Message().Sub(1, new Message().Text(2, "N")).Sub(1, new Message().Number(1, width));
        return new Message().Text(1, name).Sub(2, new Message().Sub(1, new Message().Number(1, _type).Sub(2, shape)));
    }

    /// <summary>
    /// A protobuf message: fields with a number and a wire type, 0 for integers and 2 for bytes with a length before
    /// them.
    /// </summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Number(int field, long value)
        {
            Variable((ulong)(field << 3));
            Variable((ulong)value);
            return this;
        }

        public Message Bytes(int field, ReadOnlySpan<byte> value)
        {
            Variable((ulong)(field << 3 | 2));
            Variable((ulong)value.Length);
            _bytes.Write(value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Sub(int field, Message value) => Bytes(field, value.ToArray());

        public byte[] ToArray() => _bytes.ToArray();

        private void Variable(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
