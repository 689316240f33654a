using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Many.Fleets;

/// <summary>
/// SHA-256 over all that a training is a function of: data and names, layers and initial weights, loss and options.
/// What is equal trains to equal bits, so it need not be trained again.
/// </summary>
internal static class Fingerprint
{
    public static string Of<T>(Dataset<T> data, Trainer<T> trainer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder();
        Add(hash, text, data);
        foreach (Layer<T> layer in trainer.Network.Layers)
        {
            text.Append(layer.Describe()).Append('\u001e');
            foreach (Parameter<T> parameter in layer.Parameters.Concat(layer.Constants))
                Add(hash, parameter.Value);
        }

        Describe(text, trainer.Options);
        text.Append(trainer.Loss.Describe());
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same over data alone.</summary>
    public static string Of<T>(IEnumerable<Dataset<T>> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder();
        foreach (Dataset<T> data in parts)
            Add(hash, text, data);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first bytes of SHA-256 as a checksum.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return MemoryMarshal.Read<ulong>(hash);
    }

    private static void Describe(StringBuilder text, TrainingOptions options)
    {
        text.Append(options with { Threads = 1, Progress = null, Checkpoint = null });
        text.AppendJoin(' ', options.ClassWeights ?? []);
        foreach (StopCriterion criterion in options.StopCriteria)
            text.Append(criterion.Describe());
    }

    private static void Add<T>(IncrementalHash hash, StringBuilder text, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Add(hash, data.X);
        Add(hash, data.Y);
        if (data.SampleWeights is { } weights)
            hash.AppendData(MemoryMarshal.AsBytes<double>(weights.ToArray()));
        foreach (IReadOnlyList<string>? names in new[] { data.FeatureNames, data.TargetNames, data.ClassNames })
            text.AppendJoin('\u001f', names ?? []).Append('\u001e');
    }

    private static void Add<T>(IncrementalHash hash, Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> shape = [matrix.RowCount, matrix.ColumnCount];
        hash.AppendData(MemoryMarshal.AsBytes(shape));
        hash.AppendData(MemoryMarshal.AsBytes<T>(matrix.AsColumnMajorArray() ?? matrix.ToColumnMajorArray()));
    }
}
