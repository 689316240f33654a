using System.Numerics;

namespace NeuralNet;

/// <summary>
/// The way to a network: <c>Network.WithInputs&lt;double&gt;(2).Dense(4).Sigmoid().Dense(1).Sigmoid().Build(seed:
/// 1)</c>.
/// </summary>
public static class Network
{
    /// <summary>Starts a network.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="inputs">Columns of the data, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no input.</exception>
    /// <exception cref="NotSupportedException">T is another type than float and double.</exception>
    public static NetworkBuilder<T> WithInputs<T>(int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(inputs);

    /// <summary>Reads a network from a file that <see cref="Network{T}.Save(string)"/> wrote.</summary>
    /// <typeparam name="T">The precision the file was written in.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="knownTypes">How to make layers of one's own that the file names; null if there are none.</param>
    /// <remarks>
    /// The file need not be trusted: it is checked in full, checksum included, and what does not fit is an exception.
    /// Loading takes about twice the size of the file in memory, and never more than 64 times its size plus 200 kB,
    /// whatever the file says; functions for layers of one's own should check settings before they take memory for
    /// them.
    /// </remarks>
    /// <exception cref="InvalidDataException">
    /// The file is not such a file, is damaged, holds the other precision, or names an unknown kind of layer.
    /// </exception>
    public static Network<T> Load<T>(string path, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NamedFile.Read(path, stream => Load(stream, knownTypes));

    /// <summary>Reads a network from a stream, from its position to its end.</summary>
    /// <inheritdoc cref="Load{T}(string, KnownTypes{T}?)"/>
    public static Network<T> Load<T>(Stream stream, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ModelFile.Read(stream, knownTypes ?? KnownTypes<T>.Library);
    }
}
