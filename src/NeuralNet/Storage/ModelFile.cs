using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>Networks as safetensors files: weights named and laid out as PyTorch's Linear has them, the architecture in the metadata.</summary>
internal static class ModelFile
{
    private const string Format = "neuralnet";
    private const string Version = "1";

    public static void Write<T>(Network<T> network, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The old file stays whole until the new one is: a crash while writing loses nothing.
        string temporary = path + ".tmp";
        using (FileStream stream = File.Create(temporary))
        {
            Write(network, stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static void Write<T>(Network<T> network, Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TrainingChecks.WeightsAreFinite(network);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["version"] = Version,
            ["inputs"] = network.Inputs.ToString(CultureInfo.InvariantCulture),
            ["layers"] = DescribeLayers(network),
        };
        var tensors = new List<Tensor<T>>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<T> parameter in network.Layers[i].Stored)
                tensors.Add(new Tensor<T>(TensorName(i, parameter), ShapeOf(parameter), parameter.Value.ToColumnMajorArray()));
        }

        SafeTensors.Write(stream, metadata, tensors);
    }

    public static Network<T> Read<T>(Stream stream, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Precision<T>();
        (IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, Tensor<T>> tensors) = SafeTensors.Read<T>(stream);
        if (Entry(metadata, "format") != Format)
            throw new InvalidDataException($"The file's format is '{Entry(metadata, "format")}', but '{Format}' was expected.");
        if (Entry(metadata, "version") != Version)
            throw new InvalidDataException($"The file's version is '{Entry(metadata, "version")}', but this library reads version {Version}.");
        if (!int.TryParse(Entry(metadata, "inputs"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) || inputs < 1)
            throw new InvalidDataException($"The file says the network has '{Entry(metadata, "inputs")}' inputs, but a number from 1 was expected.");

        var layers = new List<Layer<T>>();
        foreach (Description description in ParseLayers(Entry(metadata, "layers")))
        {
            Layer<T> layer = Make(description, knownTypes, tensors, layers.Count);
            foreach (Parameter<T> parameter in layer.Stored)
                Fill(parameter, TensorName(layers.Count, parameter), tensors);
            layers.Add(layer);
        }

        try
        {
            return new Network<T>(inputs, layers);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The layers of the file do not fit together: {e.Message}", e);
        }
    }

    private static Layer<T> Make<T>(Description description, KnownTypes<T> knownTypes, IReadOnlyDictionary<string, Tensor<T>> tensors, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (knownTypes.OwnLayer(description) is { } own)
            return own;
        try
        {
            return description.Kind switch
            {
                "Dense" => MakeDense(description, knownTypes, tensors, index),
                "Scaling" => MakeScaling<T>(tensors, index),
                "Sigmoid" => new Sigmoid<T>(),
                "Tanh" => new Tanh<T>(),
                "ReLU" => new ReLU<T>(),
                "LeakyReLU" => new LeakyReLU<T>(description["slope"]),
                "Softmax" => new Softmax<T>(),
                "Dropout" => new Dropout<T>(description["rate"]),
                _ => throw KnownTypes<T>.UnknownLayer(index, description.Kind),
            };
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"Layer {index} ({description}) cannot be made: {e.Message}", e);
        }
    }

    /// <summary>The sizes are held against the tensor before memory is taken for them.</summary>
    private static Dense<T> MakeDense<T>(Description description, KnownTypes<T> knownTypes, IReadOnlyDictionary<string, Tensor<T>> tensors, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = $"{index.ToString(CultureInfo.InvariantCulture)}.weight";
        if (!tensors.TryGetValue(name, out Tensor<T>? weight))
            throw new InvalidDataException($"The file holds no tensor '{name}'.");
        if (weight.Shape.Count != 2 || weight.Shape[0] != description["units"] || weight.Shape[1] != description["inputs"])
            throw new InvalidDataException($"Tensor '{name}' has the shape [{string.Join(", ", weight.Shape)}], but [{description["units"]}, {description["inputs"]}] was expected.");
        Initializer? initializer = description.Parts.TryGetValue("initializer", out Description? part) ? knownTypes.MakeInitializer(part) : null;
        return new Dense<T>(weight.Shape[1], weight.Shape[0], initializer);
    }

    private static Scaling<T> MakeScaling<T>(IReadOnlyDictionary<string, Tensor<T>> tensors, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] Values(string name) => tensors.TryGetValue($"{index.ToString(CultureInfo.InvariantCulture)}.{name}", out Tensor<T>? tensor)
            ? tensor.Values
            : throw new InvalidDataException($"The file holds no tensor '{index.ToString(CultureInfo.InvariantCulture)}.{name}'.");
        return new Scaling<T>(Values("offset"), Values("factor"));
    }

    private static void Fill<T>(Parameter<T> parameter, string name, IReadOnlyDictionary<string, Tensor<T>> tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!tensors.TryGetValue(name, out Tensor<T>? tensor))
            throw new InvalidDataException($"The file holds no tensor '{name}'.");
        int[] expected = ShapeOf(parameter);
        if (!tensor.Shape.SequenceEqual(expected))
            throw new InvalidDataException($"Tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}], but [{string.Join(", ", expected)}] was expected.");
        tensor.Values.CopyTo(parameter.Span);
    }

    private static string TensorName<T>(int layer, Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => $"{layer.ToString(CultureInfo.InvariantCulture)}.{parameter.Name}";

    /// <summary>Columns first: the column-major matrix, inputs x units, is the row-major tensor, units x inputs. A single row without decay, such as a bias, is a vector.</summary>
    private static int[] ShapeOf<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => parameter.Decay == Decay.Exempt && parameter.Value.RowCount == 1 ? [parameter.Value.ColumnCount] : [parameter.Value.ColumnCount, parameter.Value.RowCount];

    private static string Entry(IReadOnlyDictionary<string, string> metadata, string name)
        => metadata.TryGetValue(name, out string? value) ? value : throw new InvalidDataException($"The file's metadata lack '{name}': it was not written by this library.");

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
            throw new InvalidDataException($"The file's description of the layers cannot be read: {e.Message}", e);
        }
    }
}
