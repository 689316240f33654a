using System.Buffers;

namespace NeuralNet.Numerics;

/// <summary>
/// An array whose used part begins on a cache line, so that no vector loaded from a packed panel spans two. It belongs
/// to the training run, or is rented where there is none.
/// </summary>
internal readonly struct Scratch<T> : IDisposable
    where T : unmanaged
{
    public const int LineBytes = 64;

    private readonly T[] _array;
    private readonly WorkerMemory? _owner;

    public Scratch(nint length)
    {
        // Sizes are checked where layers and batches are made; without this, what escapes there would be written beyond
        // the array.
        int padded = checked((int)(length + LineBytes));
        _owner = WorkerMemory.OfThisThread;
        _array = _owner is null ? ArrayPool<T>.Shared.Rent(padded) : _owner.Take<T>(padded);
    }

    /// <summary>The memory from wherever it begins, for work that needs no whole cache lines.</summary>
    public Span<T> Span => _array;

    /// <summary>To be pinned, then moved up by <see cref="Align"/>.</summary>
    public ref T GetPinnableReference() => ref _array[0];

    /// <summary>An array from its first cache line on, where it lies at the moment.</summary>
    public static unsafe Span<T> FromLine(T[] array)
    {
        fixed (T* start = array)
            return array.AsSpan((int)(Align(start) - start));
    }

    public static unsafe T* Align(T* pinned) => (T*)(((nint)pinned + LineBytes - 1) & -LineBytes);

    public void Dispose()
    {
        if (_owner is null)
            ArrayPool<T>.Shared.Return(_array);
        else
            _owner.GiveBack();
    }
}
