using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// The tile of <see cref="PickedProduct{T}"/>: all units of a group for a few samples stay in registers while p runs
/// over some steps of K; each step loads one row of B and multiplies it by a number of each sample.
/// </summary>
internal static unsafe class PickedTile
{
    // At once: the first epoch of 3072-50-10 takes 162 ms, by tiers 352, of 3072-40-10 156 and 350.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TSamples, TUnits, T>(in PickedBlock<T> block, nint first)
        where TSamples : unmanaged, ITileSamples<TSamples, TUnits, T>
        where TUnits : unmanaged, ITileUnits<TUnits, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint k = block.Steps, width = block.Width;
        T* b = block.Rows;
        TSamples samples = TSamples.Begin(block.Picked + first, block.Start + first * block.StartStep, block.StartStep);
        for (nint p = 0; p < k; p++, b += width)
            TSamples.Step(ref samples, TUnits.Load(b), p);
        samples.Store(block.Sums + first * width, width);
    }
}

/// <summary>
/// Some steps of the chains of at most twenty-four samples: their numbers at <c>Picked[s]</c>, rows of B and sums
/// <c>Width</c> apart.
/// </summary>
internal readonly unsafe struct PickedBlock<T>(nint steps, nint samples, T** picked, T* rows, T* start, nint startStep, T* sums, nint width)
    where T : unmanaged
{
    public readonly nint Steps = steps;
    public readonly nint Samples = samples;
    public readonly T** Picked = picked;
    public readonly T* Rows = rows;
    public readonly T* Start = start;
    public readonly nint StartStep = startStep;
    public readonly T* Sums = sums;
    public readonly nint Width = width;

    /// <summary>The block without the units before the given one.</summary>
    public PickedBlock<T> From(nint unit) => new(Steps, Samples, Picked, Rows + unit, Start + unit, StartStep, Sums + unit, Width);
}
