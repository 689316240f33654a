using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>What tests of loading need: the memory it takes, and streams of both kinds.</summary>
internal static class Loading
{
    /// <summary>What <see cref="Network.Load{T}(string, KnownTypes{T}?)"/> promises.</summary>
    public static long Limit(byte[] file) => 64L * file.Length + 200_000;

    /// <summary>Bytes that an action allocates, which may end in an InvalidDataException and in no other.</summary>
    public static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            action();
        }
        catch (InvalidDataException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static Stream NewStream(byte[] file, bool canSeek) => canSeek ? new MemoryStream(file) : new OneWayStream(file);

    public static byte[] Saved<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    /// <summary>A stream like a network connection's: its length is known when it ends.</summary>
    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        // Few bytes at a time, as packets come.
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }
}
