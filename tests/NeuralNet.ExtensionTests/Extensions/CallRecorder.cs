using System.Collections.Concurrent;
using System.Numerics;

namespace NeuralNet.ExtensionTests;

/// <summary>One call of an activation's function.</summary>
/// <param name="Thread">Which thread made it.</param>
/// <param name="Length">Elements it was given.</param>
internal readonly record struct Call(int Thread, int Length);

/// <summary>y = x, and who asked for it.</summary>
internal sealed class CallRecorder<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ConcurrentQueue<Call> Calls { get; private init; } = [];

    /// <summary>A network copies its layers: the copy writes to the same record.</summary>
    public override Layer<T> Copy() => new CallRecorder<T> { Calls = Calls };

    protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        Calls.Enqueue(new Call(Environment.CurrentManagedThreadId, x.Length));
        x.CopyTo(y);
    }

    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Calls.Enqueue(new Call(Environment.CurrentManagedThreadId, x.Length));
        dy.CopyTo(dx);
    }
}
