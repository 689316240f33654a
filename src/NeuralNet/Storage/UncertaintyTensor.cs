using System.Globalization;
using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// What Bayesian regularisation has left, in a model file: the metadata entry <c>noisePrecision</c> and the tensor
/// <c>uncertainty.factor</c>; both absent where there is nothing, or where it is of other weights.
/// </summary>
internal static class UncertaintyTensor
{
    public const string Name = "uncertainty.factor";

    private const string Entry = "noisePrecision";

    public static void Write<T>(Dictionary<string, string> metadata, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (network.HasDeviations)
            metadata[Entry] = network.Uncertainty!.NoisePrecision.ToString("R", CultureInfo.InvariantCulture);
    }

    public static Tensor<T>? Of<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => network.HasDeviations ? new Tensor<T>(Name, [network.Uncertainty!.Factor.Length], network.Uncertainty.Factor) : null;

    public static OutputUncertainty<T>? Read<T>(TensorFile file, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!file.Metadata.TryGetValue(Entry, out string? text))
            return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double precision) || !double.IsFinite(precision) || precision <= 0)
            throw new InvalidDataException($"The file's precision of the noise is {Check.Quoted(text)}, but a number above 0 was expected.");
        long length = OutputUncertainty<T>.FactorLength(network);
        if (!file.Entries.TryGetValue(Name, out TensorEntry? entry) || entry.Type != TensorType.Of<T>() || entry.Shape is not [var count] || count != length)
            throw new InvalidDataException($"The file has a precision of the noise, but no tensor '{Name}' of {Check.Text(length)} elements in the network's "
                + "precision.");
        var factor = new T[length];
        file.CopyTo(entry, factor);
        return Reductions<T>.AllFinite(factor)
            ? new OutputUncertainty<T>(network, precision, factor)
            : throw new InvalidDataException($"Tensor '{Name}' holds NaN or infinity.");
    }
}
