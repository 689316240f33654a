using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Onnx.Operators;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Export;

/// <summary>A network as a graph, layer by layer. What is active in training only, dropout, leaves no node.</summary>
internal static class NetworkExport
{
    // The format's messages are below 2 GiB; names and shapes need little of it.
    private const long LargestModel = int.MaxValue - (1 << 20);

    public static ModelProto Model<T>(Network<T> network, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options.Validate();
        CheckParameters(network);
        var graph = new OnnxGraph<T>(options);
        Layer<T>[] layers = [.. network.Layers];
        int logitsLayer = options.LogitsName is null ? -1 : LogitsLayer(layers);
        (string value, string? logits) = AddLayers(graph, layers, logitsLayer, network: null);

        // The logits first: the output's node may be an Identity behind them.
        if (logits is not null)
            graph.Rename(logits, options.LogitsName!);
        return Finish(graph, value, network);
    }

    /// <summary>All networks side by side in one graph, and the mean of their outputs.</summary>
    public static ModelProto Mean<T>(IReadOnlyList<Network<T>> networks, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options.Validate();
        if (options.LogitsName is not null)
            throw new ArgumentException($"'{nameof(OnnxExportOptions.LogitsName)}' asks for the logits, but the mean of several networks has none.");
        var graph = new OnnxGraph<T>(options);
        var outputs = new List<string>(networks.Count);
        for (int i = 0; i < networks.Count; i++)
        {
            CheckParameters(networks[i]);
            outputs.Add(AddLayers(graph, [.. networks[i].Layers], logitsLayer: -1, i).Output);
        }

        graph.Enter(0, networks.Count);
        string count = graph.AddNumbers("count", [1], [T.CreateChecked(networks.Count)]);
        string mean = graph.AddNode("Div", [graph.AddNode("Sum", outputs), count]);
        return Finish(graph, mean, networks[0]);
    }

    private static (string Output, string? Logits) AddLayers<T>(OnnxGraph<T> graph, Layer<T>[] layers, int logitsLayer, int? network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string value = graph.Options.InputName;
        string? logits = null;
        for (int i = 0; i < layers.Length; i++)
        {
            if (i == logitsLayer)
                logits = value;
            graph.Enter(i, network);
            if (graph.Options.Scaling == ScalingExport.IntoDense && layers[i] is Scaling<T> scaling && FollowingDense(layers, i) is var dense and >= 0)
                layers[dense] = Folding.Fold(scaling, (Dense<T>)layers[dense], i, dense);
            else
                value = AddLayer(graph, layers[i], i, value);
        }

        return (value, logits);
    }

    private static ModelProto Finish<T>(OnnxGraph<T> graph, string output, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OnnxExportOptions options = graph.Options;
        graph.Rename(output, options.OutputName);
        var model = new ModelProto
        {
            IrVersion = options.FormatVersion,
            ProducerName = "NeuralNet",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph.Finish(network.Inputs, network.Outputs),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = options.OperatorSetVersion });
        Notes.Write(model, network);
        return model;
    }

    private static string AddLayer<T>(OnnxGraph<T> graph, Layer<T> layer, int index, string input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            if (LibraryOperators<T>.Writers.TryGetValue(layer.GetType(), out Func<OnnxGraph<T>, Layer<T>, string, string>? write))
                return write(graph, layer, input);
            return layer is IOnnxLayer<T> own
                ? AddOwn(graph, own, layer, input)
                : throw new NotSupportedException($"Layer {Text.Of(index)} ({layer}) is none of the library's, so its ONNX operators are not known. Let "
                    + $"{layer.GetType().Name} implement {nameof(IOnnxLayer<>)}<{typeof(T).Name}> to say which nodes compute it.");
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Layer {Text.Of(index)} ({layer}) cannot be exported: {e.Message}", e);
        }
    }

    private static string AddOwn<T>(OnnxGraph<T> graph, IOnnxLayer<T> own, Layer<T> layer, string input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string output = own.AddTo(graph, input);
        return output is not null && graph.Has(output)
            ? output
            : throw new ArgumentException($"{layer.GetType().Name}.{nameof(IOnnxLayer<>.AddTo)} returned {(output is null ? "null" : Text.Name(output))}, "
                + "but the name of a node's output was expected.");
    }

    private static void CheckParameters<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long bytes = 0;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Parameters.Concat(network.Layers[i].Constants))
            {
                foreach ((int row, int column, T value) in parameter.Value.EnumerateIndexed(Zeros.AllowSkip))
                {
                    if (!T.IsFinite(value))
                        throw new ArgumentException($"The {parameter.Name} of layer {Text.Of(i)} ({network.Layers[i]}) holds "
                            + $"{value.ToString(null, CultureInfo.InvariantCulture)} at row {Text.Of(row)}, column {Text.Of(column)}, but weights of a "
                            + "model are finite.", nameof(network));
                }

                bytes += (long)parameter.Value.RowCount * parameter.Value.ColumnCount * Unsafe.SizeOf<T>();
            }
        }

        if (bytes > LargestModel)
            throw new NotSupportedException($"The network's weights take {Text.Of(bytes)} bytes, but an ONNX file with its weights holds at most "
                + $"{Text.Of(LargestModel)}.");
    }

    private static int LogitsLayer<T>(Layer<T>[] layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int last = Array.FindLastIndex(layers, layer => layer is not Dropout<T>);
        if (last >= 0 && layers[last] is Softmax<T> or Sigmoid<T>)
            return last;
        throw new ArgumentException($"'{nameof(OnnxExportOptions.LogitsName)}' asks for the logits, but the network ends in {layers[Math.Max(last, 0)]}, "
            + "not in Softmax or Sigmoid: its outputs are what comes before any of them.");
    }

    private static int FollowingDense<T>(Layer<T>[] layers, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int next = Array.FindIndex(layers, index + 1, layer => layer is not Dropout<T>);
        return next >= 0 && layers[next] is Dense<T> ? next : -1;
    }
}
