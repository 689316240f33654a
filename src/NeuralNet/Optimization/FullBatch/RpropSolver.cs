using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Each weight goes a step of its own size against the sign of its gradient: a size grows while the sign stays and
/// shrinks where it has changed, and there the weight stays and its gradient counts as 0 once.
/// </summary>
/// <remarks>
/// iRprop- of Igel and Hüsken, "Improving the Rprop learning algorithm", 2000, to the bit as in PyTorch.
/// </remarks>
internal sealed class RpropSolver<T>(Objective<T> objective, Rprop settings, RpropMemory<T> memory) : FullBatchSolver<T>(objective)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _decrease = T.CreateTruncating(settings.Decrease);
    private readonly T _increase = T.CreateTruncating(settings.Increase);
    private readonly T _smallest = T.CreateTruncating(settings.SmallestStep);
    private readonly T _largest = T.CreateTruncating(settings.LargestStep);
    private readonly T[] _weights = new T[objective.Count];
    private readonly T[] _gradient = new T[objective.Count];

    public override Iteration Iterate()
    {
        Objective.Get(_weights);
        double value = Objective.ValueAndGradient(_gradient);
        if (!double.IsFinite(value) || !Reductions<T>.AllFinite(_gradient))
            return Iteration.NotFinite;
        ScoresBefore = Objective.Scores;
        ScoresAfter = ScoresBefore;
        GradientNorm = LargestElement(_gradient);
        if (GradientNorm == 0)
            return Iteration.Converged;
        for (int k = 0; k < _weights.Length; k++)
        {
            T gradient = _gradient[k], sign = gradient * memory.Gradients[k];
            if (sign > T.Zero)
                memory.Sizes[k] *= _increase;
            else if (sign < T.Zero)
                (memory.Sizes[k], gradient) = (memory.Sizes[k] * _decrease, T.Zero);
            memory.Sizes[k] = T.Clamp(memory.Sizes[k], _smallest, _largest);
            memory.Gradients[k] = gradient;
            _weights[k] -= gradient > T.Zero ? memory.Sizes[k] : gradient < T.Zero ? -memory.Sizes[k] : T.Zero;
        }

        Objective.Set(_weights);
        ScoresAfter = null;
        Rate = 1;
        return Iteration.Moved;
    }
}

/// <summary>What Rprop remembers of each weight: the size of its step and its last gradient.</summary>
internal sealed class RpropMemory<T> : OptimizerMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _firstStep;

    public RpropMemory(double firstStep, int size)
    {
        _firstStep = T.CreateTruncating(firstStep);
        Sizes = new T[size];
        Gradients = new T[size];
        Forget();
    }

    public T[] Sizes { get; }

    public T[] Gradients { get; }

    public override void Transfer(RunState<T> state)
    {
        state.Next("optimizer.sizes", [Sizes.Length], Sizes);
        state.Next("optimizer.gradients", [Gradients.Length], Gradients);
    }

    public override void Forget()
    {
        Sizes.AsSpan().Fill(_firstStep);
        Gradients.AsSpan().Clear();
    }
}
