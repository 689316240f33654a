using System.Numerics;
using Google.Protobuf;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>From the bytes of a file to a network: parse, follow the graph from input to output, make layers of the steps that were found.</summary>
internal static class NetworkImport
{
    public static Network<T> Read<T>(byte[] file, string? directory, OnnxImportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ModelProto model = Parse(file);
        int operatorSet = Versions(model);
        if (model.Graph is null)
            throw Refusal.Because("The file holds no graph: it is damaged or no ONNX model.");
        var graph = new Graph(model.Graph);
        var budget = new Budget(file.Length);
        var values = new ValueTable<T>(graph, new TensorReader<T>(budget, new ExternalData(directory)));
        var operators = new Operators<T>(graph, values, budget, operatorSet);
        var layers = new Matching<T>(graph, operatorSet, options.Operators, operators.ConstantOf);
        string output = graph.Output(options.OutputName);
        foreach (Node node in graph.NodesFor(output, layers.Match))
            operators.Evaluate(node, layers);
        Samples<T> samples = values.Get(output) as Samples<T>
            ?? throw Refusal.Because($"The model's output {Text.Name(output)} does not depend on an input: there is nothing to predict.");
        if (samples.Layout != Layout.SamplesAreRows)
            throw Refusal.Because($"The model's output {Text.Name(output)} has a column for each sample, but a row for each was expected.");
        Network<T> network = Layers<T>.Network(samples, values.InputFeatures, budget);
        if (output == model.Graph.Output[0].Name)
            Notes.Read(model, network);
        return network;
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

    private static int Versions(ModelProto model)
    {
        if (model.IrVersion is < Onnx.Versions.OldestFormatRead or > Onnx.Versions.NewestFormat)
            throw Refusal.Because($"The file says it is of version {Text.Of(model.IrVersion)} of the ONNX format, but versions {Text.Of(Onnx.Versions.OldestFormatRead)} to {Text.Of(Onnx.Versions.NewestFormat)} are read.");
        long[] versions = [.. model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version)];
        if (versions.Length != 1)
            throw Refusal.Because($"The file names {Text.Of(versions.Length)} versions of ONNX's operator set, but one was expected.");
        return versions[0] is >= Onnx.Versions.OldestOperatorSetRead and <= Onnx.Versions.NewestOperatorSet
            ? (int)versions[0]
            : throw Refusal.Because($"The model uses version {Text.Of(versions[0])} of ONNX's operator set, but versions {Text.Of(Onnx.Versions.OldestOperatorSetRead)} to {Text.Of(Onnx.Versions.NewestOperatorSet)} are read.");
    }
}
