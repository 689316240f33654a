using Google.Protobuf;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Tabular.Onnx;

/// <summary>Writes models of tables as ONNX models that take raw rows.</summary>
public static class TabularOnnx
{
    private const int OperatorSet = 17;
    private const int LearningOperatorSet = 3;
    private const int FormatVersion = 8;

    /// <summary>
    /// Writes a model: one input a column, <c>N x 1</c> (float for numbers, NaN in gaps; string for categories,
    /// booleans and texts, empty in gaps; int64 for dates, seconds since 1970, the smallest one in gaps); outputs
    /// "value", "lower" and "upper", or "label" and "probabilities".
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, replaced once the new one is complete.</param>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public static void Export(TabularModel model, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Export(model, stream));
    }

    /// <summary>Writes a model to a stream, which is left open.</summary>
    /// <inheritdoc cref="Export(TabularModel, string)"/>
    /// <param name="model">The model.</param>
    /// <param name="stream">A stream that can be written.</param>
    public static void Export(TabularModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var proto = new ModelProto { IrVersion = FormatVersion, ProducerName = "NeuralNet.Tabular", Graph = ModelGraph.Of(model) };
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = GraphWriter.LearningDomain, Version = LearningOperatorSet });
        proto.WriteTo(stream);
    }
}
