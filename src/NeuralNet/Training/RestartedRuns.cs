using System.Diagnostics;
using System.Numerics;
using System.Runtime.ExceptionServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// The runs of <see cref="Restarts"/>: each trains a copy of the network, on threads that take one run after the other;
/// the weights of the best are the network's in the end.
/// </summary>
/// <param name="task">The run as it would be without restarts; its network gets the weights.</param>
/// <param name="checkpoints">Where each run goes on; null for from its beginning.</param>
/// <param name="cancellation">Ends all runs.</param>
internal sealed class RestartedRuns<T>(TrainingTask<T> task, Checkpoint<T>?[] checkpoints, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options = task.Options;
    private readonly Restart[] _ended = new Restart[task.Options.Restarts!.Count];
    private readonly RestartScore _score = task.Options.Restarts.KeepBy
        ?? (task.Options.Optimizer is BayesianRegularization ? RestartScore.Evidence
            : task.Validation is null ? RestartScore.TrainingLoss : RestartScore.ValidationLoss);

    private readonly Lock _lock = new();
    private int _taken;
    private (int Run, TrainingTask<T> Task, TrainingResult Result)? _best;

    /// <summary>Makes all runs.</summary>
    /// <returns>The result of the best, and its state, which is that of the network now.</returns>
    /// <exception cref="Exception">Every run threw: that of the first. The network is as it was.</exception>
    public (TrainingResult Result, TrainingState<T> State) Run()
    {
        if (_score == RestartScore.ValidationLoss && task.Validation is null)
            throw new ArgumentException($"'{nameof(Restarts.KeepBy)}' is {_score}, but there are no validation data: give them to Fit, or set "
                + $"'{nameof(TrainingOptions.ValidationFraction)}'.", nameof(Restarts.KeepBy));
        int lanes = Math.Min(_options.Threads, _ended.Length);
        Thread[] others = [.. Enumerable.Range(1, lanes - 1).Select(_ => new Thread(() => Work(_options.Threads / lanes)) { IsBackground = true })];
        foreach (Thread thread in others)
            thread.Start();
        Work(_options.Threads / lanes);
        foreach (Thread thread in others)
            thread.Join();
        if (_best is not { } best)
        {
            ExceptionDispatchInfo.Throw(_ended[0].Exception!);
            throw new UnreachableException();
        }

        for (int i = 0; i < task.Network.Parameters.Count; i++)
            best.Task.Network.Parameters[i].Span.CopyTo(task.Network.Parameters[i].Span);
        task.Network.Uncertainty = best.Task.Network.Uncertainty;
        return (Listed(best.Result), best.Task.State.ContinueWith(task.Network, _options.Optimizer));
    }

    private void Work(int threads)
    {
        for (int run = Interlocked.Increment(ref _taken) - 1; run < _ended.Length; run = Interlocked.Increment(ref _taken) - 1)
        {
            int seed = Restarts.SeedOf(run, _options);
            try
            {
                Make(run, seed, threads);
            }
            catch (Exception e)
            {
                _ended[run] = new Restart { Seed = seed, Message = e.Message, Exception = e };
            }
        }
    }

    private void Make(int run, int seed, int threads)
    {
        Network<T> network = task.Network.Clone();
        network.Initialize(seed);
        var state = new TrainingState<T>(network, _options.Optimizer);
        checkpoints[run]?.CopyWeightsTo(network);
        if (checkpoints[run] is { } checkpoint)
            state.Transfer(checkpoint.OpenState());
        WorkerMemory[] memories = WorkerMemory.ForThreads(threads);
        using Workers? workers = threads > 1 ? new Workers(memories) : null;
        var own = new TrainingTask<T>(network, task.Loss, OptionsOf(seed), state, task.Data, task.Validation, workers) { Started = task.Started };
        TrainingResult result = memories[0].During(new TrainingRun<T>(own, checkpoints[run]?.OpenState(), cancellation).Run);
        var ended = new Restart
        {
            Seed = seed,
            Steps = result.Steps,
            Loss = result.FinalScores?.Loss ?? (result.History.Count > 0 ? result.History[^1].Training.Loss : double.NaN),
            ValidationLoss = new RunScores<T>(own, steps: null).OfValidation()?.Loss,
            Evidence = result.Evidence,
            StopReason = result.StopReason,
            Message = result.StopMessage,
        };
        lock (_lock)
        {
            _ended[run] = ended;
            if (_best is not { } best || IsBetter(run, best.Run))
                _best = (run, own, result);
        }
    }

    /// <summary>By score, where both have one, and otherwise by number, whatever the order in which they end.</summary>
    private bool IsBetter(int run, int other)
    {
        double rank = _ended[run].Rank(_score), best = _ended[other].Rank(_score);
        (bool isFinite, bool isBestFinite) = (double.IsFinite(rank), double.IsFinite(best));
        return isFinite != isBestFinite ? isFinite : isFinite && rank != best ? rank < best : run < other;
    }

    private TrainingOptions OptionsOf(int seed) => _options with
    {
        Restarts = null,
        Progress = _options.Progress is { } progress ? new Told(record => Tell(progress, record with { InitialSeed = seed })) : null,
        Checkpoint = _options.Checkpoint is { } checkpoint ? checkpoint with { Path = Restarts.PathOf(checkpoint.Path, seed) } : null,
    };

    private void Tell(IProgress<EpochRecord> progress, EpochRecord record)
    {
        lock (_lock)
            progress.Report(record);
    }

    private TrainingResult Listed(TrainingResult best)
    {
        best = best with { Restarts = _ended, Elapsed = Stopwatch.GetElapsedTime(task.Started) };
        Restart[] cut = [.. _ended.Where(restart => restart.StopReason is StopReason.Cancelled or StopReason.TimeLimit)];
        return cut.Length == 0 ? best : best with
        {
            StopReason = cut[0].StopReason!.Value,
            StopMessage = $"{Check.Text(cut.Length)} of {Check.Text(_ended.Length)} restarts were cut short: {cut[0].Message} Of the one that is kept: "
                + best.StopMessage,
        };
    }

    private sealed class Told(Action<EpochRecord> tell) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => tell(value);
    }
}
