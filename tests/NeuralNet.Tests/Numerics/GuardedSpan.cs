using System.Numerics;

namespace NeuralNet.Tests.Numerics;

/// <summary>
/// An output between guard values, begun at a chosen offset so that its alignment varies; the guards must survive.
/// </summary>
internal sealed class GuardedSpan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guards = 64;
    private static readonly T _guard = T.CreateChecked(-12345.5);

    private readonly T[] _memory;
    private readonly int _start;
    private readonly int _length;

    public GuardedSpan(int length, int shift = 0)
    {
        _memory = new T[length + 2 * Guards + shift];
        Array.Fill(_memory, _guard);
        _start = Guards + shift;
        _length = length;
        Span.Fill(T.NaN);
    }

    public Span<T> Span => _memory.AsSpan(_start, _length);

    public void GuardsShouldStand()
    {
        _memory.AsSpan(0, _start).ContainsAnyExcept(_guard).Should().BeFalse("nothing may be written before the output");
        _memory.AsSpan(_start + _length).ContainsAnyExcept(_guard).Should().BeFalse("nothing may be written behind the output");
    }
}
