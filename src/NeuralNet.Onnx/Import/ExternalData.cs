using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>Tensors that lie in files of their own beside the model, as newer exporters write large ones.</summary>
/// <param name="directory">Where the model lies; null for a stream, which has nothing beside it.</param>
internal sealed class ExternalData(string? directory)
{
    private readonly HashSet<string> _files = [];

    public N[] Read<N>(TensorProto tensor, long count, string name, Budget budget)
        where N : unmanaged
    {
        if (directory is null)
            throw Refusal.Because($"{name} lies in a file beside the model, which cannot be found from a stream. Import the model by its path.");
        string path = Path.Combine(directory, Location(tensor, name));
        try
        {
            using FileStream file = File.OpenRead(path);
            if (_files.Add(path))
                budget.Add(file.Length);
            return Read<N>(file, tensor, count, name, budget);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refusal.Because($"{name} lies in the file {Text.Name(path)}, which cannot be read: {e.Message}", e);
        }
    }

    private static N[] Read<N>(FileStream file, TensorProto tensor, long count, string name, Budget budget)
        where N : unmanaged
    {
        long bytes = count * Unsafe.SizeOf<N>();
        long offset = Number(tensor, "offset", 0, name);
        long length = Number(tensor, "length", bytes, name);
        if (length != bytes || offset > file.Length - length)
            throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)} and needs {Text.Of(bytes)} bytes, but is said to be {Text.Of(length)} "
                + $"bytes from byte {Text.Of(offset)} on of a file of {Text.Of(file.Length)}.");
        budget.Spend(count);
        var values = new N[count];
        Span<byte> target = MemoryMarshal.AsBytes(values.AsSpan());
        file.Position = offset;
        file.ReadExactly(target);
        TensorBytes.ToNumbers(target, values.AsSpan());
        return values;
    }

    /// <summary>A model names files in its own directory or below it, never elsewhere.</summary>
    private static string Location(TensorProto tensor, string name)
    {
        string location = Entry(tensor, "location") ?? "";
        bool isInside = location.Length > 0 && !Path.IsPathRooted(location) && !location.Contains(':', StringComparison.Ordinal)
            && !location.Any(char.IsControl) && !location.Split('/', '\\').Contains("..");
        return isInside
            ? location
            : throw Refusal.Because($"{name} is said to lie in the file {Text.Name(location)}, but a file in the model's own directory was expected.");
    }

    private static long Number(TensorProto tensor, string key, long otherwise, string name)
    {
        if (Entry(tensor, key) is not { } text)
            return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Refusal.Because($"{name} has the {key} {Text.Name(text)} in a file beside the model, but a number from 0 was expected.");
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;
}
