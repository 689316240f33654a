using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace NeuralNet.Onnx.Tests;

/// <summary>ONNX Runtime, the judge of every exported and imported model.</summary>
internal static class Runtime
{
    /// <summary>What the runtime computes for samples; the only output unless one is named.</summary>
    public static Matrix<T> Run<T>(byte[] model, Matrix<T> x, string? output = null, long[]? inputShape = null,
        GraphOptimizationLevel optimization = GraphOptimizationLevel.ORT_ENABLE_ALL)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using InferenceSession session = Open(model, optimization);
        string name = output ?? session.OutputNames.Single();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x.ToRowMajorArray(), inputShape ?? [x.RowCount, x.ColumnCount]);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [session.InputNames.Single()], [input], [name]);
        T[] values = outputs[0].GetTensorDataAsSpan<T>().ToArray();
        int columns = values.Length / Math.Max(x.RowCount, 1);
        return Matrix<T>.Build.DenseOfRowMajor(x.RowCount, columns, values);
    }

    /// <summary>A session holds every operator's kernel, or cannot be made.</summary>
    public static InferenceSession Open(byte[] model, GraphOptimizationLevel optimization = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = optimization,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        return new InferenceSession(model, options);
    }
}
