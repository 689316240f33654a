using System.Numerics;
using Google.Protobuf;
using NeuralNet.Onnx.Export;
using NeuralNet.Onnx.Import;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx;

/// <summary>
/// Networks as ONNX models: files that ONNX Runtime and other programs run, and files that PyTorch, scikit-learn, Keras
/// and others write.
/// </summary>
public static class OnnxModel
{
    /// <summary>
    /// Writes a network as an ONNX model of the same precision: input <c>N x inputs</c> and output <c>N x outputs</c>,
    /// with any number N of samples.
    /// </summary>
    /// <param name="network">The network. Dropout, active in training only, leaves no trace.</param>
    /// <param name="path">
    /// The file, replaced once the new one is complete. A symbolic link is followed and stays a link; mode and owner of
    /// the file stay where the system lets them.
    /// </param>
    /// <param name="options">Names, versions, a second output with the logits; the defaults if null.</param>
    /// <exception cref="NotSupportedException">
    /// A layer is none of the library's and does not implement <see cref="IOnnxLayer{T}"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A weight is NaN or infinite, an option is outside its range, or the logits are asked for of a network that does
    /// not end in Softmax or Sigmoid.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public static void Export<T>(Network<T> network, string path, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto model = Model(network, options);
        AtomicFile.Write(path, model.WriteTo);
    }

    /// <summary>Writes a network as an ONNX model to a stream.</summary>
    /// <param name="network">The network. Dropout, active in training only, leaves no trace.</param>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <param name="options">Names, versions, a second output with the logits; the defaults if null.</param>
    /// <inheritdoc cref="Export{T}(Network{T}, string, OnnxExportOptions?)" path="/exception"/>
    public static void Export<T>(Network<T> network, Stream stream, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        Model(network, options).WriteTo(stream);
    }

    /// <summary>
    /// Writes several networks as one ONNX model whose output is the mean of theirs, such as
    /// <c>OnnxModel.ExportMean(ensemble.Members, "ensemble.onnx")</c>.
    /// </summary>
    /// <param name="networks">
    /// The networks, at least one, of the same inputs and outputs. Classifiers should end in probabilities. Rule of
    /// decision and names are those of the first.
    /// </param>
    /// <param name="path">The file, replaced once the new one is complete.</param>
    /// <param name="options">Names and versions; the defaults if null. There are no logits.</param>
    /// <exception cref="NotSupportedException">
    /// A layer is none of the library's and does not implement <see cref="IOnnxLayer{T}"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is no network, or they do not fit together; a weight is NaN or infinite, or an option is outside its
    /// range.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public static void ExportMean<T>(IReadOnlyList<Network<T>> networks, string path, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto model = MeanModel(networks, options);
        AtomicFile.Write(path, model.WriteTo);
    }

    /// <summary>Writes several networks to a stream, as one ONNX model whose output is the mean of theirs.</summary>
    /// <param name="networks">The networks, at least one, of the same inputs and outputs.</param>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <param name="options">Names and versions; the defaults if null.</param>
    /// <inheritdoc cref="ExportMean{T}(IReadOnlyList{Network{T}}, string, OnnxExportOptions?)" path="/exception"/>
    public static void ExportMean<T>(IReadOnlyList<Network<T>> networks, Stream stream, OnnxExportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        MeanModel(networks, options).WriteTo(stream);
    }

    /// <summary>Reads a dense feed-forward network from an ONNX model.</summary>
    /// <typeparam name="T">
    /// What the network computes in: <see cref="float"/>, or <see cref="double"/>, which takes weights of either
    /// precision.
    /// </typeparam>
    /// <param name="path">The file. Weights that the exporter put into files beside it are found there.</param>
    /// <param name="options">Which output, and layers of one's own; the only output if null.</param>
    /// <returns>
    /// The network: what the model computes, sample by sample, up to rounding. Samples of several dimensions, such as
    /// images, are rows with the last dimension running fastest. Of a class or a map of classes at the end of a
    /// classifier it gives the scores.
    /// </returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is no ONNX model, or holds what is no chain of this library's layers; the message names
    /// file, node and operator.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <remarks>
    /// Files need not be trusted: sizes are held against the data before memory is taken for them, and nothing outside
    /// the model's directory is read.
    /// </remarks>
    public static Network<T> Import<T>(string path, OnnxImportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckPrecision<T>();
        try
        {
            return NetworkImport.Read<T>(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)), options ?? new OnnxImportOptions());
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads a dense feed-forward network from a stream with an ONNX model, from its position to its end.
    /// </summary>
    /// <param name="stream">
    /// A stream that can be read; it is left open. Weights in files beside the model cannot be found from it.
    /// </param>
    /// <param name="options">Which output; the only one if null.</param>
    /// <inheritdoc cref="Import{T}(string, OnnxImportOptions?)"/>
    public static Network<T> Import<T>(Stream stream, OnnxImportOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckPrecision<T>();
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return NetworkImport.Read<T>(buffer.ToArray(), directory: null, options ?? new OnnxImportOptions());
    }

    private static ModelProto Model<T>(Network<T> network, OnnxExportOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        return NetworkExport.Model(network, options ?? new OnnxExportOptions());
    }

    private static ModelProto MeanModel<T>(IReadOnlyList<Network<T>> networks, OnnxExportOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count == 0)
            throw new ArgumentException($"'{nameof(networks)}' is empty, but at least one network was expected.", nameof(networks));
        for (int i = 0; i < networks.Count; i++)
        {
            if (networks[i] is not { } network)
                throw new ArgumentException($"'{nameof(networks)}'[{Text.Of(i)}] is null.", nameof(networks));
            if (network.Inputs != networks[0].Inputs || network.Outputs != networks[0].Outputs)
                throw new ArgumentException($"'{nameof(networks)}'[{Text.Of(i)}] has {Text.Of(network.Inputs)} inputs and {Text.Of(network.Outputs)} outputs, "
                    + $"but the first has {Text.Of(networks[0].Inputs)} and {Text.Of(networks[0].Outputs)}.", nameof(networks));
        }

        return NetworkExport.Mean(networks, options ?? new OnnxExportOptions());
    }

    private static void CheckPrecision<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Networks compute in float or double, not in {typeof(T).Name}.");
    }
}
