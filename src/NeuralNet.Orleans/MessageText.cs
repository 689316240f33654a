using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Many;

namespace NeuralNet.Orleans;

/// <summary>What NeuralNet.Many knows, as messages and back, to the bit.</summary>
internal static class MessageText
{
    public static SamplesMessage ToMessage<T>(this Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(data.X.RowCount, data.X.ColumnCount, data.Y.ColumnCount, Bytes(data.X), Bytes(data.Y), data.SampleWeights?.ToArray(),
            data.FeatureNames?.ToArray(), data.TargetNames?.ToArray(), data.ClassNames?.ToArray());

    public static Dataset<T> ToDataset<T>(this SamplesMessage samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Matrix<T>(samples.Rows, samples.Inputs, samples.X), Matrix<T>(samples.Rows, samples.Outputs, samples.Y))
        {
            SampleWeights = samples.Weights,
            FeatureNames = samples.FeatureNames,
            TargetNames = samples.TargetNames,
            ClassNames = samples.ClassNames,
        };

    public static ModelReply ToReply(this ModelOutcome outcome) => new((int)outcome.Status, outcome.Fingerprint, (int?)outcome.StopReason, outcome.Message,
        outcome.Steps, outcome.Loss, [.. outcome.Findings.Select(code => (int)code)], outcome.AreTargetsConstant, outcome.Model);

    public static ModelOutcome ToOutcome(this ModelReply reply) => new((ModelStatus)reply.Status, reply.Fingerprint)
    {
        StopReason = (StopReason?)reply.StopReason,
        Message = reply.Message,
        Steps = reply.Steps,
        Loss = reply.Loss,
        Findings = [.. reply.Findings.Select(code => (FindingCode)code)],
        AreTargetsConstant = reply.AreTargetsConstant,
        Model = reply.Model,
    };

    public static TrialReply ToReply(this TrialOutcome outcome) => new(outcome.Score, (int?)outcome.StopReason, outcome.Message, outcome.Epochs, outcome.Steps,
        [.. outcome.Findings.Select(code => (int)code)], outcome.Elapsed, [.. outcome.Models]);

    public static TrialOutcome ToOutcome(this TrialReply reply) => new()
    {
        Score = reply.Score,
        StopReason = (StopReason?)reply.StopReason,
        Message = reply.Message,
        Epochs = reply.Epochs,
        Steps = reply.Steps,
        Findings = [.. reply.Findings.Select(code => (FindingCode)code)],
        Elapsed = reply.Elapsed,
        Models = reply.Models,
    };

    private static Memory<byte> Bytes<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new ElementBytes<T>(matrix.AsColumnMajorArray() ?? matrix.ToColumnMajorArray()).Memory;

    private static Matrix<T> Matrix<T>(int rows, int columns, ReadOnlyMemory<byte> bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((long)rows * columns * Unsafe.SizeOf<T>() != bytes.Length)
            throw new ArgumentException(FormattableString.Invariant($"{rows} x {columns} elements came as {bytes.Length} bytes, but the recipe trains in ")
                + $"{typeof(T).Name} with {Unsafe.SizeOf<T>()} bytes an element.");
        return MathNet.Numerics.LinearAlgebra.Matrix<T>.Build.Dense(rows, columns,
            MemoryMarshal.TryGetMemoryManager(bytes, out ElementBytes<T>? own) ? own.Elements : MemoryMarshal.Cast<byte, T>(bytes.Span).ToArray());
    }

    /// <summary>
    /// Elements of a matrix as bytes where they lie: they are copied when they leave the process, and never where the
    /// silo is in that of the client.
    /// </summary>
    private sealed class ElementBytes<T>(T[] elements) : MemoryManager<byte>
        where T : unmanaged
    {
        public T[] Elements => elements;

        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(elements.AsSpan());

        // Parts of it begin with whole elements.
        public override MemoryHandle Pin(int elementIndex = 0) => elements.AsMemory(elementIndex / Unsafe.SizeOf<T>()).Pin();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
