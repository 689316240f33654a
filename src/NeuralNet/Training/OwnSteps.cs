using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Steps on batches that the caller hands over, one by one, on the caller's thread.</summary>
internal sealed class OwnSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingOptions _options;
    private readonly TrainingState<T> _state;
    private readonly MinibatchStep<T> _step;
    private readonly WorkerMemory _memory = WorkerMemory.ForThreads(1)[0];
    private readonly Func<int, int> _rowOf = row => row;

    // Two sizes of batches are usual: that of all and that of the last in an epoch.
    private Minibatch<T>? _batch;
    private Minibatch<T>? _other;

    public OwnSteps(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingState<T> state)
    {
        if (options.Optimizer is not MinibatchOptimizer optimizer)
            throw new InvalidOperationException($"{options.Optimizer} takes all samples at once, so there are no steps on single batches: use Fit.");
        _network = network;
        _loss = loss;
        _options = options;
        _state = state;
        _step = new MinibatchStep<T>(network, options, state, optimizer, workers: null);
    }

    /// <summary>
    /// Makes a step on a checked batch; returns its loss, penalties included, with the weights before the update.
    /// </summary>
    public double Make(Matrix<T> x, Matrix<T> y, IReadOnlyList<double>? sampleWeights, DataNames names)
    {
        Minibatch<T> batch = BatchOf(x.RowCount);
        batch.Take(x, y);
        Weigh(batch.RowWeights, y, sampleWeights, names);
        WorkerMemory? outer = WorkerMemory.OfThisThread;
        WorkerMemory.OfThisThread = _memory;
        try
        {
            return Make(batch);
        }
        finally
        {
            WorkerMemory.OfThisThread = outer;
        }
    }

    private double Make(Minibatch<T> batch)
    {
        _step.TakeRate(stepsPerEpoch: int.MaxValue);
        Divergence? diverged = _step.Backpropagate(batch);
        double loss = batch.Value + Penalties.Value<T>(_state.Parameters, _options);
        diverged ??= _step.Update(batch, _rowOf, inspector: null);
        if (diverged is not null)
            Refuse(diverged);
        _state.Step++;
        _state.StepInEpoch++;
        return loss;
    }

    private void Refuse(Divergence divergence)
    {
        _state.ForgetOptimizerMemory();
        throw new ArithmeticException($"The step was not made: {StopMessages.Where(divergence, _network)} The network keeps its weights from before, "
            + $"the optimizer has forgotten its memory. {StopMessages.Advice(divergence, _options)}");
    }

    private Minibatch<T> BatchOf(int rows)
    {
        if (_batch?.Rows == rows)
            return _batch;
        (_batch, _other) = (_other, _batch);
        if (_batch?.Rows != rows)
            _batch = new Minibatch<T>(_network, _loss, rows, _state.Gradients, inputGradient: null, workers: null);
        return _batch;
    }

    /// <summary>The weights of the rows, of sum 1, as Fit takes them for a batch.</summary>
    private void Weigh(Span<T> rowWeights, Matrix<T> y, IReadOnlyList<double>? ofSamples, DataNames names)
    {
        int rows = rowWeights.Length;
        IReadOnlyList<double>? ofClasses = _options.ClassWeights;
        if (ofSamples is null && ofClasses is null)
        {
            rowWeights.Fill(T.CreateTruncating(1.0 / rows));
            return;
        }

        if (_loss.RowWeighting == RowWeighting.Ignored)
            TrainingChecks.RefuseWeights(_loss, names);
        TargetKind kind = TargetKind.Continuous;
        if (ofClasses is not null)
        {
            kind = _loss.IncludedActivation?.OutputRange.RowSum is not null ? TargetKind.OneHot : TargetKinds.Of(y);
            TrainingChecks.HasClasses(kind, y.ColumnCount, ofClasses, names);
        }

        double sum = 0;
        for (int i = 0; i < rows; i++)
            sum += Weight(i);
        for (int i = 0; i < rows; i++)
            rowWeights[i] = sum > 0 ? T.CreateTruncating(Weight(i) / sum) : T.Zero;

        double Weight(int row) => (ofClasses?[ClassOf(kind, y, row)] ?? 1) * (ofSamples?[row] ?? 1);
    }

    private static int ClassOf(TargetKind kind, Matrix<T> targets, int row)
    {
        if (!kind.IsOneHot())
            return double.CreateTruncating(targets.At(row, 0)) > kind.Middle() ? 1 : 0;
        int best = 0;
        for (int column = 1; column < targets.ColumnCount; column++)
        {
            if (targets.At(row, column) > targets.At(row, best))
                best = column;
        }

        return best;
    }
}
