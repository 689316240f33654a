using System.Buffers;

namespace NeuralNet.Numerics;

/// <summary>A rented array whose used part begins on a cache line, so that no vector loaded from a packed panel spans two.</summary>
internal readonly struct Scratch<T>(int length) : IDisposable
    where T : unmanaged
{
    public const int LineBytes = 64;

    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length + LineBytes);

    /// <summary>To be pinned, then moved up by <see cref="Align"/>.</summary>
    public ref T GetPinnableReference() => ref _array[0];

    public static unsafe T* Align(T* pinned) => (T*)(((nint)pinned + LineBytes - 1) & -LineBytes);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
