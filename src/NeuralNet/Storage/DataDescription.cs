using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralNet;

/// <summary>
/// What a checkpoint says of the data of its run: their size and checksums of their content, so that a run is not taken
/// up with others by mistake.
/// </summary>
internal static class DataDescription
{
    public static Description Of<T>(TrainingData<T> training, TrainingData<T>? validation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new("Data")
        {
            Settings = new Dictionary<string, double>
            {
                ["the number of training samples"] = training.Count,
                ["the number of validation samples"] = validation?.Count ?? 0,
                ["the number of inputs"] = training.Inputs,
                ["the number of outputs"] = training.Outputs,
                ["the checksum of the training inputs"] = Checksum<T>(training.X),
                ["the checksum of the training targets"] = Checksum<T>(training.Y),
                ["the checksum of the sample and class weights"] = Checksum<double>(training.Weights),
                ["the checksum of the validation inputs"] = Checksum<T>(validation?.X),
                ["the checksum of the validation targets"] = Checksum<T>(validation?.Y),
                ["the checksum of the weights of validation samples"] = Checksum<double>(validation?.Weights),
            },
        };

    private static uint Checksum<TValue>(ReadOnlySpan<TValue> values)
        where TValue : unmanaged
    {
        var checksum = new Crc32C();
        checksum.Append(MemoryMarshal.AsBytes(values));
        return checksum.Value;
    }
}
