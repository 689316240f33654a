namespace NeuralNet.Onnx;

/// <summary>How a network is written as an ONNX model.</summary>
/// <remarks>Every program with ONNX Runtime 1.6 or later loads what the defaults write.</remarks>
public sealed record OnnxExportOptions
{
    /// <summary>The name of the model's input, <c>N x inputs</c>; <c>input</c> unless given.</summary>
    public string InputName { get; init; } = "input";

    /// <summary>The name of the model's output, <c>N x outputs</c>; <c>output</c> unless given.</summary>
    public string OutputName { get; init; } = "output";

    /// <summary>
    /// The name of a second output, <c>N x outputs</c>, with what enters the network's last layer, which must be a
    /// <see cref="Softmax{T}"/> or a <see cref="Sigmoid{T}"/>; null, as it is unless given, for no such output.
    /// </summary>
    public string? LogitsName { get; init; }

    /// <summary>What becomes of <see cref="Scaling{T}"/> layers: nodes of their own unless given.</summary>
    public ScalingExport Scaling { get; init; } = ScalingExport.Nodes;

    /// <summary>
    /// The version of the operator set, 8 to 26; 13 unless given. Needed to join the model with one of another version.
    /// </summary>
    public int OperatorSetVersion { get; init; } = 13;

    /// <summary>
    /// The version of the file format, 4 to 13; 7 unless given. Needed to join the model with one of another version.
    /// </summary>
    public int FormatVersion { get; init; } = 7;

    internal void Validate()
    {
        Name(InputName, nameof(InputName));
        Name(OutputName, nameof(OutputName));
        if (LogitsName is not null)
            Name(LogitsName, nameof(LogitsName));
        if (InputName == OutputName || InputName == LogitsName || OutputName == LogitsName)
            throw new ArgumentException($"{nameof(InputName)} is '{InputName}', {nameof(OutputName)} '{OutputName}' and {nameof(LogitsName)} "
                + $"'{LogitsName}', but values of a model have different names.");
        Range(OperatorSetVersion, nameof(OperatorSetVersion), Versions.OldestOperatorSetWritten, Versions.NewestOperatorSet);
        Range(FormatVersion, nameof(FormatVersion), Versions.OldestFormatWritten, Versions.NewestFormat);
        if (!Enum.IsDefined(Scaling))
            throw new ArgumentOutOfRangeException(nameof(Scaling), Scaling, $"'{nameof(Scaling)}' is {Scaling:D}, which is no {nameof(ScalingExport)}.");
    }

    private static void Name(string value, string property)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"'{property}' is {(value is null ? "null" : "empty")}, but a value of a model has a name.", property);
    }

    private static void Range(int value, string property, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new ArgumentOutOfRangeException(property, value,
                FormattableString.Invariant($"'{property}' is {value}, but a version from {lowest} to {highest} was expected."));
    }
}

/// <summary>What becomes of <see cref="Scaling{T}"/> layers in an exported model.</summary>
public enum ScalingExport
{
    /// <summary>A <c>Sub</c> and a <c>Mul</c> node each: the same arithmetic as in the network.</summary>
    Nodes,

    /// <summary>
    /// Part of the weights and biases of the <see cref="Dense{T}"/> layer that follows, if one follows: two nodes less
    /// for each. Where a column's values are large beside their spread, digits are lost, in <c>float</c> many: values
    /// about 1000 that spread by 1 lose three.
    /// </summary>
    IntoDense,
}
