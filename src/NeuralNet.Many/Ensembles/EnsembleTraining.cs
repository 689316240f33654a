using System.Diagnostics;
using System.Numerics;
using System.Runtime.ExceptionServices;
using NeuralNet.Many.Running;

namespace NeuralNet.Many.Ensembles;

/// <summary>Trains the members of an ensemble side by side.</summary>
internal sealed class EnsembleTraining<T>(Func<Dataset<T>, int, Trainer<T>> make, RunOptions options, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public EnsembleResult<T> Run(IReadOnlyList<(Dataset<T> Training, Dataset<T>? Validation, int Seed)> members)
    {
        options.Validate();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.TimeLimit is { } limit)
            limited.CancelAfter(limit);
        Member?[] trained = Train(members, limited.Token);
        cancellation.ThrowIfCancellationRequested();
        if (trained.FirstOrDefault(member => member?.Failure is not null)?.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        int missing = trained.Count(member => member?.Result is null or { StopReason: StopReason.Cancelled });
        return missing == 0
            ? Result([.. trained.Select(member => member!)])
            : throw new TimeoutException($"The time limit of {options.TimeLimit} came before {Text.Of(missing)} of {Text.Of(members.Count)} members were "
                + "trained.");
    }

    private Member?[] Train(IReadOnlyList<(Dataset<T> Training, Dataset<T>? Validation, int Seed)> members, CancellationToken limited)
    {
        var trained = new Member?[members.Count];
        int done = 0;
        var clock = Stopwatch.StartNew();
        using var threads = new WorkerThreads(Math.Min(options.Threads, members.Count));
        JobLoop.Run(Enumerable.Range(0, members.Count), members.Count, i => threads.Run(() => Train(members[i], limited)), (i, member) =>
        {
            trained[i] = member;
            options.Progress?.Report(new RunProgress(++done, members.Count, 0, clock.Elapsed));
        }, limited).GetAwaiter().GetResult();
        return trained;
    }

    private Member Train((Dataset<T> Training, Dataset<T>? Validation, int Seed) member, CancellationToken limited)
    {
        try
        {
            if (limited.IsCancellationRequested)
                return new Member(null, null, null);
            Trainer<T> trainer = Running.Training.OnOneThread(make(member.Training, member.Seed), nameof(make));
            TrainingResult result = trainer.Fit(member.Training, member.Validation, limited);
            return new Member(MemberChecks.WithProbabilities(trainer.Network, trainer.Loss), result, null);
        }
        catch (Exception e)
        {
            return new Member(null, null, e);
        }
    }

    private static EnsembleResult<T> Result(Member[] trained)
    {
        Network<T>[] members = [.. trained.Where(member => Running.Training.IsUsable(member.Result!)).Select(member => member.Network!)];
        return members.Length > 0
            ? new EnsembleResult<T>(new Ensemble<T>(members), [.. trained.Select(member => member.Result!)])
            : throw new InvalidOperationException($"All {Text.Of(trained.Length)} members diverged. The first: {trained[0].Result!.StopMessage}");
    }

    private sealed record Member(Network<T>? Network, TrainingResult? Result, Exception? Failure);
}
