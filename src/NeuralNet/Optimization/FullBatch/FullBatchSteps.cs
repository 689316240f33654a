using System.Numerics;

namespace NeuralNet;

/// <summary>Steps of the methods that look at all samples: one iteration each, and each an epoch.</summary>
internal sealed class FullBatchSteps<T> : StepMaker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingTask<T> _task;
    private readonly Objective<T> _objective;
    private readonly FullBatchSolver<T> _solver;
    private readonly T[] _before;
    private readonly T[] _after;
    private Inspector<T>? _inspector;
    private bool _isIterating;

    public FullBatchSteps(TrainingTask<T> task, FullBatchOptimizer method)
    {
        _task = task;
        _objective = new Objective<T>(task.Network, task.Loss, task.State, task.Data, task.Workers, () => _isIterating && IsInterrupted())
        {
            L1 = task.Options.L1,
            L2 = task.Options.L2,
            ScoresPenalties = !method.PenaltyIsItsOwn,
        };
        _objective.OnBackward = (batch, loss) => _inspector?.AfterBackward(batch, loss, task.State.Epoch + 1);
        _solver = method.NewSolver(_objective, task);
        _before = new T[_objective.Count];
        _after = new T[_objective.Count];
        _objective.Get(_after);
    }

    public override bool ScoresAllSamples => true;

    public override BayesianEvidence? Evidence => _solver.Evidence;

    public override NoStep? Make(ref ScoreSums sums, Inspector<T>? inspector)
    {
        NoticeChanges();
        _inspector = inspector;
        if (_solver.KnowsGradient && inspector?.Skip() == false)
            _solver.WeightsHaveChanged();
        Iteration result;
        _isIterating = true;
        try
        {
            result = _solver.Iterate();
        }
        catch (OperationCanceledException) when (IsInterrupted())
        {
            _objective.Set(_before);
            _solver.WeightsHaveChanged();
            return NoStep.Interrupted;
        }
        finally
        {
            _isIterating = false;
        }

        Rate = _solver.Rate;
        _objective.Get(_after);
        if (result == Iteration.Moved)
        {
            _task.State.OptimizerStep++;
            sums = _solver.ScoresBefore;
            return null;
        }

        return result switch
        {
            Iteration.Converged => new NoStep(StopReason.Converged, $"no step could lower the loss by more than rounding: {Place()}."),
            Iteration.NoFurtherImprovement => new NoStep(StopReason.NoFurtherImprovement,
                $"no step was found that lowers the loss, though its gradient is not flat: {Place()}."),
            _ => NoStep.Diverged(NotFinite()),
        };
    }

    public override Scores ScoreAllSamples()
    {
        NoticeChanges();
        if (_solver.ScoresAfter is not { } scores)
        {
            _objective.Value();
            scores = _objective.Scores;
        }

        return scores.ToScores();
    }

    public override void Complete() => _solver.Complete(_task.Network);

    /// <summary>Between two steps a program may have set other weights.</summary>
    private void NoticeChanges()
    {
        _objective.Get(_before);
        if (_before.AsSpan().SequenceEqual(_after))
            return;
        _objective.Set(_before);
        _solver.WeightsHaveChanged();
        _before.CopyTo(_after, 0);
    }

    private string Place()
    {
        string largest = _solver.GradientNorm.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);
        return $"the largest element of the gradient is {largest}{(_solver.Details.Length > 0 ? ", the " : "")}{_solver.Details}";
    }

    private Divergence NotFinite()
    {
        Minibatch<T>? batch = _objective.NotFinite;
        (int? layer, string what) = batch is null
            ? (null, "the gradient became NaN or infinite")
            : (batch.FirstNonFiniteLayer(), "the loss became NaN or infinite for " + batch.DescribeLossInput());
        return new Divergence(_task.State.Epoch + 1, _task.State.Step + 1, layer, what);
    }
}
