using System.Numerics;
using Google.Protobuf;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// From the bytes of a file to a network: parse, follow the graph from input to output, make layers of the steps that
/// were found.
/// </summary>
internal static class NetworkImport
{
    public static Network<T> Read<T>(byte[] file, string? directory, OnnxImportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ModelProto model = Parse(file);
        if (model.IrVersion is < Versions.OldestFormatRead or > Versions.NewestFormat)
            throw Refusal.Because($"The file says it is of version {Text.Of(model.IrVersion)} of the ONNX format, but versions "
                + $"{Text.Of(Versions.OldestFormatRead)} to {Text.Of(Versions.NewestFormat)} are read.");
        int operatorSet = OperatorSets.Of(model.OpsetImport);
        if (model.Graph is null)
            throw Refusal.Because("The file holds no graph: it is damaged or no ONNX model.");
        var budget = new Budget(file.Length);
        var graph = new Graph(model.Graph, Functions.Inline(model, operatorSet, budget));
        var values = new ValueTable<T>(graph, new TensorReader<T>(budget, new ExternalData(directory)));
        return new Outputs<T>(model, graph, values, options.Operators, budget).Network(options.OutputName);
    }

    private static ModelProto Parse(byte[] file)
    {
        try
        {
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Refusal.Because($"The file is damaged or no ONNX model: {e.Message}", e);
        }
    }
}
