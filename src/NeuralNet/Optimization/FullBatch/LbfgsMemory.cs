using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>The last steps s of L-BFGS and the changes y of the gradient that they brought, oldest first.</summary>
/// <param name="capacity">How many pairs are kept.</param>
/// <param name="size">Weights.</param>
internal sealed class LbfgsMemory<T>(int capacity, int size) : OptimizerMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _steps = [.. Enumerable.Range(0, capacity).Select(_ => new T[size])];
    private readonly T[][] _changes = [.. Enumerable.Range(0, capacity).Select(_ => new T[size])];

    public int Capacity => capacity;

    public int Count { get; private set; }

    public T[] Step(int i) => _steps[i];

    public T[] Change(int i) => _changes[i];

    /// <summary>s'y of a pair.</summary>
    public double Product(int i) => Reductions<T>.Dot(_steps[i], _changes[i]);

    /// <summary>s'y / y'y of the youngest pair, the size of the inverse curvature.</summary>
    public double Scale() => Product(Count - 1) / Reductions<T>.SumOfSquares(_changes[Count - 1]);

    /// <summary>Keeps a pair, unless rounding has left nothing of its curvature.</summary>
    public void Add(ReadOnlySpan<T> from, ReadOnlySpan<T> to, ReadOnlySpan<T> gradientBefore, ReadOnlySpan<T> gradientAfter)
    {
        if (Count == capacity)
        {
            Rotate(_steps);
            Rotate(_changes);
            Count--;
        }

        T[] step = _steps[Count], change = _changes[Count];
        for (int k = 0; k < size; k++)
        {
            step[k] = to[k] - from[k];
            change[k] = gradientAfter[k] - gradientBefore[k];
        }

        double product = Reductions<T>.Dot(step, change), squares = Reductions<T>.SumOfSquares(change);
        double rounding = double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        if (product > rounding * squares && double.IsFinite(squares))
            Count++;
    }

    public override void Transfer(RunState<T> state)
    {
        Count = Math.Min(state.Numbers.Next(Count), capacity);
        for (int i = 0; i < Count; i++)
        {
            state.Next($"optimizer.step.{Check.Text(i)}", [size], _steps[i]);
            state.Next($"optimizer.change.{Check.Text(i)}", [size], _changes[i]);
        }
    }

    public override void Forget() => Count = 0;

    private static void Rotate(T[][] arrays)
    {
        T[] oldest = arrays[0];
        Array.Copy(arrays, 1, arrays, 0, arrays.Length - 1);
        arrays[^1] = oldest;
    }
}
