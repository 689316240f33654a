namespace NeuralNet.Orleans.Grains;

/// <summary>
/// One piece of work at a time, which outlives the call that began it: callers wait a while and ask again. So no call
/// takes long, and a call or an answer that was lost with a silo costs no more than its timeout.
/// </summary>
/// <param name="silo">The name of the silo, for those who ask.</param>
internal sealed class Desk<TReply>(string silo)
    where TReply : class
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private Guid _ticket;
    private Task<TReply>? _work;
    private CancellationTokenSource _stop = new();
    private bool _isClosed;

    /// <summary>How many epochs of the work are stored.</summary>
    public int Epochs { get; set; }

    /// <summary>How the work of the ticket stands, after a while at most.</summary>
    /// <param name="ticket">The work.</param>
    /// <param name="begin">Begins it; null where the caller has not said all that it takes.</param>
    public async Task<Standing<TReply>> Ask(Guid ticket, Func<CancellationToken, Task<TReply>>? begin)
    {
        while (_ticket != ticket)
        {
            if (begin is null || _isClosed)
                return Stands(Stage.Unknown);
            // That of another caller ends first: it may well be the same.
            if (_work is { } other && !await HasEnded(other))
                return Stands(Stage.Going);
            if (_work is null || _work.IsCompleted)
                Begin(ticket, begin);
        }

        Task<TReply> work = _work!;
        if (!await HasEnded(work))
            return Stands(Stage.Going);
        if (work.IsCompletedSuccessfully)
            return Stands(Stage.Done, await work);
        if (_ticket == ticket)
            (_ticket, _work) = (default, null);
        return work.IsCanceled ? Stands(Stage.Unknown) : Stands(Stage.Done, await work);
    }

    /// <summary>Stops the work of the ticket after the current update.</summary>
    public void Cancel(Guid ticket)
    {
        if (_ticket == ticket)
            _stop.Cancel();
    }

    /// <summary>The grain goes: what is going on ends soon, and nothing begins.</summary>
    public async Task Close()
    {
        _isClosed = true;
        _stop.Cancel();
        if (_work is { } work)
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void Begin(Guid ticket, Func<CancellationToken, Task<TReply>> begin)
    {
        _stop.Dispose();
        (_ticket, _stop, Epochs) = (ticket, new CancellationTokenSource(), 0);
        _work = begin(_stop.Token);
    }

    private static async Task<bool> HasEnded(Task work)
    {
        if (!work.IsCompleted)
            await work.WaitAsync(_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return work.IsCompleted;
    }

    private Standing<TReply> Stands(Stage stage, TReply? reply = null) => new(stage, silo, Epochs, reply);
}
