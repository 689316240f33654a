namespace NeuralNet.Tabular;

public sealed partial class TabularModel
{
    /// <summary>
    /// Writes the model to one file in the safetensors format: networks, encodings of columns, names, levels, classes,
    /// calibration and scores. <see cref="Load(string)"/> gives the same predictions to the bit.
    /// </summary>
    /// <param name="path">The file, replaced once the new one is complete.</param>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public void Save(string path) => ModelStorage.Wrap(this).Save(path);

    /// <summary>Writes the model to a stream.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    public void Save(Stream stream) => ModelStorage.Wrap(this).Save(stream);

    /// <summary>Reads a model.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else.</exception>
    public static TabularModel Load(string path) => ModelStorage.Unwrap(NeuralNet.Network.Load(path, ModelStorage.Types));

    /// <summary>Reads a model from a stream, from its position to its end.</summary>
    /// <param name="stream">What <see cref="Save(Stream)"/> wrote.</param>
    /// <exception cref="InvalidDataException">The stream is damaged, or holds something else.</exception>
    public static TabularModel Load(Stream stream) => ModelStorage.Unwrap(NeuralNet.Network.Load(stream, ModelStorage.Types));
}
