namespace NeuralNet;

/// <summary>
/// Formats that are taken for safetensors by mistake, known by their first bytes, and how weights are brought from
/// them.
/// </summary>
internal static class ForeignFile
{
    // A file of this library or of PyTorch's safetensors starts with a length below 100,000,000, so its bytes 4 to 7
    // are 0.
    public static string? AdviceFor(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("PK\u0003\u0004"u8))
            return Advice("a zip archive, as PyTorch's .pt and .pth files are");
        if (first[0] == 0x89 && first[1..].StartsWith("HDF"u8))
            return "The file is in the HDF5 format, as Keras's .h5 files are, but safetensors was expected. Save the weights from Python with "
                + "safetensors.numpy.save_file, kernels transposed, and read that file.";
        bool isPickle = first.Length > 2 && first[0] == 0x80 && first[1] is >= 2 and <= 5 && first[4..].ContainsAnyExcept((byte)0);
        return isPickle ? Advice("a pickle of Python, as PyTorch's older .pt and .pth files are") : null;
    }

    private static string Advice(string kind)
        => $"The file is {kind}, but safetensors was expected. Save the weights from PyTorch with safetensors.torch.save_file(model.state_dict(), "
            + "\"model.safetensors\") and read that file.";
}
