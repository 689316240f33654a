using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Networks as safetensors files: weights named and laid out as PyTorch's Linear has them, the architecture in the
/// metadata.
/// </summary>
internal static class ModelFile
{
    private const string Format = "neuralnet";
    private const string Version = "1";
    private const string NoNetwork = "A file of weights alone, such as PyTorch's, is read with LoadWeights into a network of the same shape.";

    public static void Write<T>(Network<T> network, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => AtomicFile.Write(path, stream => Write(network, stream));

    public static void Write<T>(Network<T> network, Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SafeTensors.Write(stream, Metadata(network), Tensors(network));

    public static Dictionary<string, string> Metadata<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["version"] = Version,
            ["precision"] = Precision<T>(),
            ["inputs"] = network.Inputs.ToString(CultureInfo.InvariantCulture),
            ["layers"] = DescribeLayers(network),
        };
        DecisionText.Write(metadata, network);
        SchemaText.Write(metadata, network);
        UncertaintyTensor.Write(metadata, network);
        return metadata;
    }

    public static List<Tensor> Tensors<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrainingChecks.WeightsAreFinite(network);
        var tensors = new List<Tensor>();
        var names = new HashSet<string>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Stored)
            {
                string name = TensorName(i, parameter);
                if (!names.Add(name))
                    throw new ArgumentException($"Layer {Check.Text(i)} ({network.Layers[i]}) has two parameters or constants of the name '{parameter.Name}', "
                        + "so a file could not tell them apart.");
                tensors.Add(new Tensor<T>(name, ShapeOf(parameter), parameter.Value.Values()));
            }
        }

        if (UncertaintyTensor.Of(network) is { } uncertainty)
            tensors.Add(uncertainty);
        return tensors;
    }

    public static Network<T> Read<T>(Stream stream, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Precision<T>();
        return Read(TensorFile.Read(stream), knownTypes);
    }

    public static Network<T> Read<T>(TensorFile file, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int inputs = CheckedInputs<T>(file);
        var layers = new List<Layer<T>>();
        foreach (Description description in Layers(file))
        {
            Layer<T> layer = knownTypes.MakeLayer(description, layers.Count, new LayerSource<T>(knownTypes, file, layers.Count));
            foreach (Parameter<T> parameter in layer.Stored)
                Read(parameter, TensorName(layers.Count, parameter), file, parameter.Span);
            layers.Add(layer);
        }

        Network<T> network;
        try
        {
            network = new Network<T>(inputs, layers);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The layers of the file do not fit together: {e.Message}", e);
        }

        network.UseDecisionRule(DecisionText.Read(file, network.Outputs));
        network.UseSchema(SchemaText.Read(file, network.Inputs, network.Outputs));
        network.Uncertainty = UncertaintyTensor.Read(file, network);
        return network;
    }

    /// <summary>The descriptions of the layers.</summary>
    public static List<Description> Layers(TensorFile file) => ParseLayers(Entry(file, "layers"));

    /// <summary>Reads the weights into a network of the same layers: all of them, or none and an exception.</summary>
    public static void Fill<T>(Network<T> network, TensorFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var all = new List<(Parameter<T> Parameter, T[] Values)>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Stored)
            {
                var values = new T[parameter.Span.Length];
                Read(parameter, TensorName(i, parameter), file, values);
                all.Add((parameter, values));
            }
        }

        foreach ((Parameter<T> parameter, T[] values) in all)
            values.CopyTo(parameter.Span);
    }

    /// <summary>Checks what the metadata say of the file as a whole.</summary>
    /// <returns>Columns of the data.</returns>
    public static int CheckedInputs<T>(TensorFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Entry(file, "format") != Format)
            throw new InvalidDataException($"The file's format is {Check.Quoted(Entry(file, "format"))}, but '{Format}' was expected. {NoNetwork}");
        if (Entry(file, "version") != Version)
            throw new InvalidDataException($"The file's version is {Check.Quoted(Entry(file, "version"))}, but this library reads version {Version}.");
        if (Entry(file, "precision") != Precision<T>())
            throw new InvalidDataException($"The file holds a network in {Check.Quoted(Entry(file, "precision"))}, but one in '{Precision<T>()}' was asked "
                + "for: load it in the precision it was written in.");
        Entry(file, SafeTensors.Checksum);
        return int.TryParse(Entry(file, "inputs"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) && inputs >= 1
            ? inputs
            : throw new InvalidDataException($"The file says the network has {Check.Quoted(Entry(file, "inputs"))} inputs, but a number from 1 was expected.");
    }

    private static void Read<T>(Parameter<T> parameter, string name, TensorFile file, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorEntry tensor = Tensor<T>(file, name);
        int[] expected = ShapeOf(parameter);
        if (!tensor.Shape.AsSpan().SequenceEqual(expected))
            throw new InvalidDataException($"Tensor '{name}' has the shape {tensor.ShapeText}, but [{ShapeText(expected)}] was expected.");
        file.CopyTo(tensor, values);
    }

    private static string ShapeText(int[] shape) => string.Join(", ", shape.Select(Check.Text));

    private static TensorEntry Tensor<T>(TensorFile file, string name)
    {
        if (!file.Entries.TryGetValue(name, out TensorEntry? tensor))
            throw new InvalidDataException($"The file holds no tensor '{name}'.");
        return tensor.Type == TensorType.Of<T>()
            ? tensor
            : throw new InvalidDataException($"Tensor '{name}' is of type {tensor.Type}, but {TensorType.Of<T>()} was expected: load the file in the "
                + "precision it was written in.");
    }

    public static string TensorName<T>(int layer, Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorName(layer, parameter.Name);

    private static string TensorName(int layer, string parameter) => $"{Check.Text(layer)}.{parameter}";

    /// <summary>
    /// Columns first: the column-major matrix, inputs x units, is the row-major tensor, units x inputs. A single row
    /// without decay, such as a bias, is a vector.
    /// </summary>
    public static int[] ShapeOf<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => parameter.Decay == Decay.Exempt && parameter.Value.RowCount == 1 ? [parameter.Value.ColumnCount]
            : [parameter.Value.ColumnCount, parameter.Value.RowCount];

    private static string Precision<T>() => typeof(T) == typeof(float) ? "float" : "double";

    private static string Entry(TensorFile file, string name)
        => file.Metadata.TryGetValue(name, out string? value) ? value
            : throw new InvalidDataException($"The file's metadata lack '{name}': it was not written by Network<T>.Save. {NoNetwork}");

    private static string DescribeLayers<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => DescriptionText.Of(json =>
        {
            json.WriteStartArray();
            foreach (Layer<T> layer in network.Layers)
                DescriptionText.Write(json, layer.Describe());
            json.WriteEndArray();
        });

    private static List<Description> ParseLayers(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(DescriptionText.Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The file's description of the layers cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }
    }

    /// <summary>What a file holds beside the description of a layer.</summary>
    private sealed class LayerSource<T>(KnownTypes<T> types, TensorFile file, int index) : IDescriptionSource
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public LearningRateSchedule MakeSchedule(Description description) => types.MakeSchedule(description);

        public Initializer MakeInitializer(Description description) => types.MakeInitializer(description);

        public object MakeLoss(Description description) => types.MakeLoss(description);

        public object MakeLayer(Description description) => types.MakeLayer(description, index, this);

        public void RequireTensor(Description layer, string name, ReadOnlySpan<int> shape)
        {
            TensorEntry tensor = Tensor<T>(file, TensorName(index, name));
            if (!tensor.Shape.AsSpan().SequenceEqual(shape))
                throw new InvalidDataException($"Tensor '{tensor.Name}' has the shape {tensor.ShapeText}, but [{ShapeText(shape.ToArray())}] was expected: "
                    + $"layer {Check.Text(index)} is {Check.Shortened(layer.ToString(), 300)}.");
        }
    }
}
