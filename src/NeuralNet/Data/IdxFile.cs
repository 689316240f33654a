using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Files in the IDX format, in which MNIST and its kin are published: images, labels or other numbers, plain or
/// compressed with gzip.
/// </summary>
/// <remarks>
/// The format (Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits): two zero bytes, a byte for
/// the type of the elements, one for the number of dimensions, the size of each dimension as a big-endian 32-bit
/// integer, the elements, big-endian and row by row. Whether a file is compressed is seen from its first bytes. While
/// reading, memory is taken for at most four times the bytes there are, whatever the header says, and then for the
/// result.
/// </remarks>
public static class IdxFile
{
    private const int MostDimensions = 8;
    private const int RowsOfABlock = 64;
    private const string AStream = "The stream";

    /// <summary>Reads an array of any element type.</summary>
    /// <param name="path">The file, such as <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <returns>A row for each entry of the first dimension, <c>N x product of the others</c> (<c>N x 1</c> if there is
    /// one dimension), with the numbers as they stand in the file.</returns>
    /// <exception cref="InvalidDataException">The file is not in the format, or its length is not what its header
    /// says.</exception>
    public static Matrix<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NamedFile.Read(path, stream => ReadMatrix(stream, Named(path), IdxElements.Number<T>, Kind.Any));

    /// <summary>Reads an array of any element type from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <inheritdoc cref="Read{T}(string)"/>
    public static Matrix<T> Read<T>(Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ReadMatrix(stream, AStream, IdxElements.Number<T>, Kind.Any);

    /// <summary>Reads images of unsigned bytes.</summary>
    /// <param name="path">The file, such as <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <returns><c>N x pixels</c>, row by row of each image, divided by 255: 0 is background, 1 ink.</returns>
    /// <exception cref="InvalidDataException">The file is not in the format, holds no images of bytes, or its length is
    /// not what its header says.</exception>
    public static Matrix<T> ReadImages<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NamedFile.Read(path, stream => ReadMatrix(stream, Named(path), Pixel<T>, Kind.Images));

    /// <summary>Reads images of unsigned bytes from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <inheritdoc cref="ReadImages{T}(string)"/>
    public static Matrix<T> ReadImages<T>(Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ReadMatrix(stream, AStream, Pixel<T>, Kind.Images);

    /// <summary>Reads labels of unsigned bytes.</summary>
    /// <param name="path">The file, such as <c>train-labels-idx1-ubyte.gz</c>.</param>
    /// <returns>N labels.</returns>
    /// <exception cref="InvalidDataException">The file is not in the format, holds no labels, or its length is not what
    /// its header says.</exception>
    public static int[] ReadLabels(string path) => NamedFile.Read(path, stream => ReadLabels(stream, Named(path)));

    /// <summary>Reads labels of unsigned bytes from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <inheritdoc cref="ReadLabels(string)"/>
    public static int[] ReadLabels(Stream stream) => ReadLabels(stream, AStream);

    private static string Named(string path) => $"'{path}'";

    private static T Pixel<T>(byte type, ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.CreateTruncating(bytes[0]) / T.CreateTruncating(255);

    private static int[] ReadLabels(Stream stream, string name)
    {
        (IdxHeader header, byte[] bytes) = ReadAll(stream, name);
        if (header.Type != IdxElements.UnsignedByte || header.Sizes.Length != 1)
            throw new InvalidDataException($"{name} holds {header}, but one dimension of unsigned bytes was expected for labels.");
        return [.. bytes.Select(label => (int)label)];
    }

    private static Matrix<T> ReadMatrix<T>(Stream stream, string name, Func<byte, ReadOnlySpan<byte>, T> number, Kind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Precision<T>();
        (IdxHeader header, byte[] bytes) = ReadAll(stream, name);
        if (kind == Kind.Images && (header.Type != IdxElements.UnsignedByte || header.Sizes.Length < 2))
            throw new InvalidDataException($"{name} holds {header}, but images of unsigned bytes were expected.");
        if (bytes.Length == 0)
            throw new InvalidDataException($"{name} holds {header}: there is nothing in it.");
        int size = IdxElements.Size(header.Type);
        int rows = header.Sizes[0];
        int columns = bytes.Length / size / rows;
        Matrix<T> matrix = MatrixAccess.New<T>(rows, columns);
        T[] values = matrix.Values();

        // In blocks of rows, so that both the rows read and the columns written stay in the cache.
        for (int block = 0; block < rows; block += RowsOfABlock)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int i = block; i < Math.Min(rows, block + RowsOfABlock); i++)
                    values[j * rows + i] = number(header.Type, bytes.AsSpan((i * columns + j) * size, size));
            }
        }

        return matrix;
    }

    private static (IdxHeader Header, byte[] Elements) ReadAll(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            // Its first bytes are looked at before it is known how to read it.
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            whole.Position = 0;
            return ReadAll(whole, name);
        }

        Span<byte> start = stackalloc byte[2];
        long position = stream.Position;
        bool isCompressed = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        stream.Position = position;
        using GZipStream? decompressed = isCompressed ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : null;
        Stream content = decompressed ?? stream;
        IdxHeader header = ReadHeader(content, name);
        return (header, ReadElements(content, name, header));
    }

    private static IdxHeader ReadHeader(Stream stream, string name)
    {
        Span<byte> magic = stackalloc byte[4];
        if (Fill(stream, magic, name) < 4)
            throw new InvalidDataException($"{name} ends within its first 4 bytes: it is no IDX file.");
        if (magic[0] != 0 || magic[1] != 0 || IdxElements.Size(magic[2]) == 0)
            throw new InvalidDataException($"{name} starts with the bytes {Convert.ToHexString(magic)}, but an IDX file starts with 0000 and a type of 08, "
                + "09, 0B, 0C, 0D or 0E.");
        if (magic[3] is 0 or > MostDimensions)
            throw new InvalidDataException($"{name} says it has {magic[3]} dimensions, but 1 to {MostDimensions} were expected.");
        Span<byte> sizes = stackalloc byte[4 * magic[3]];
        if (Fill(stream, sizes, name) < sizes.Length)
            throw new InvalidDataException($"{name} ends within its header, which says it has {magic[3]} dimensions.");
        var header = new IdxHeader(magic[2], new int[magic[3]]);
        for (int i = 0; i < header.Sizes.Length; i++)
        {
            header.Sizes[i] = BinaryPrimitives.ReadInt32BigEndian(sizes[(4 * i)..]);
            if (header.Sizes[i] < 0)
                throw new InvalidDataException($"{name} says that dimension {i} has {(uint)header.Sizes[i]} entries, but at most {int.MaxValue} can be read.");
        }

        return header;
    }

    /// <summary>The buffer grows with what has been read: a header alone takes no memory.</summary>
    private static byte[] ReadElements(Stream stream, string name, IdxHeader header)
    {
        if (header.Bytes > Array.MaxLength)
            throw new InvalidDataException($"{name} says it holds {header}, but at most {Array.MaxLength} bytes can be read.");
        int expected = (int)header.Bytes;
        var elements = new byte[Math.Min(expected, 1 << 16)];
        int read = 0;
        while (true)
        {
            read += Fill(stream, elements.AsSpan(read), name);
            if (read < elements.Length)
                throw new InvalidDataException($"{name} ends after {read} bytes of elements, but "
                    + $"its header says it holds {header}, which are {expected} bytes.");
            if (read == expected)
                break;
            Array.Resize(ref elements, (int)Math.Min(expected, 4L * elements.Length));
        }

        return Fill(stream, stackalloc byte[1], name) == 0 ? elements
            : throw new InvalidDataException($"{name} goes on after the {header} that its header says it holds.");
    }

    private static int Fill(Stream stream, Span<byte> bytes, string name)
    {
        try
        {
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name} starts as a gzip file does but cannot be decompressed: {e.Message}", e);
        }
    }

    private enum Kind
    {
        Any,
        Images,
    }
}
