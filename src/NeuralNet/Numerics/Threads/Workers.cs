using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>Work in parts that may run at once and in any order.</summary>
internal interface IJob
{
    void Execute(int part);
}

/// <summary>
/// A few long-lived threads that share the work of one training run. A job waits on the caller's stack; each thread has
/// a share of its parts, always the same, for what it has computed is still in its caches when the next job asks for
/// it, and takes from the ends of the others' shares when its own is done (two cores without a common cache,
/// 784-300-75-10 with batch 32: 401 us a step with parts dealt as threads came, 281 so). Parts are claimed one by one
/// from tickets that also hold the number of the job, so a thread that comes late finds nothing to claim and touches
/// nothing, and the caller, which works too, waits only for parts that have been claimed. Threads spin for a while,
/// since the next product is near, and sleep then. None is started before the first job; the first of the memories is
/// the caller's, the others are theirs. What the parts compute must not depend on who computes them: then neither do
/// the results.
/// </summary>
internal sealed unsafe class Workers(WorkerMemory[] memories) : IDisposable
{
    /// <summary>
    /// Below this many floating-point operations a product is done before another thread has looked up (about 10 us of
    /// work on one core at 200 GFLOP/s).
    /// </summary>
    public const double SmallestProduct = 2e6;

    /// <summary>Below this many elements moving memory is done before another thread has looked up.</summary>
    public const int SmallestMove = 16 * 1024;

    /// <summary>
    /// Weights from which an update is shared. With fewer, a thread would fetch what another has just computed: 22,500
    /// weights take 4 us on one thread and 13 on two, where these share no cache.
    /// </summary>
    public const int SmallestUpdate = 32 * 1024;

    /// <summary>
    /// More parts than threads, so that a thread that is held up costs a part and not its share. The same number
    /// wherever a matrix is cut, for what a thread has computed is still in its caches when the next job cuts it.
    /// </summary>
    public const int PartsPerThread = 4;

    // Longer than the serial stretches of a step, short against a time slice.
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    /// <summary>
    /// How often the caller looks for the last part before it lends its processor, which the thread that has this part
    /// may be waiting for.
    /// </summary>
    private const int PatientLooks = 1000;

    private readonly SemaphoreSlim _wake = new(0);
    private Thread[]? _helpers;
    private delegate*<void*, int, void> _execute;
    private void* _job;

    /// <summary>
    /// Tickets stand so far apart that no two share a cache line, nor a pair of them, and so do the numbers that
    /// threads look at while they wait.
    /// </summary>
    private const int TicketsApart = 16;

    /// <summary>
    /// For each thread: number of the job (32 bits), the end of the thread's share (16 bits), its next part (16 bits).
    /// </summary>
    private readonly long[] _tickets = new long[(memories.Length + 2) * TicketsApart];

    private long _jobs;
    private int _sleeping;

    /// <summary>Threads that work on a job, the caller included.</summary>
    public int Threads { get; } = memories.Length;

    /// <summary>Parts of the job that are done.</summary>
    private ref long Finished => ref _tickets[Threads * TicketsApart];

    /// <summary>1 once all threads shall end.</summary>
    private ref long Disposed => ref _tickets[(Threads + 1) * TicketsApart];

    /// <summary>
    /// Executes all parts of a job, at most 32767, and returns when all are done. The job is this method's own copy,
    /// which the stack keeps in its place.
    /// </summary>
    public void Run<TJob>(TJob job, int parts)
        where TJob : struct, IJob
    {
        Debug.Assert(parts is > 0 and <= short.MaxValue);
        _helpers ??= Start();
        _job = Unsafe.AsPointer(ref job);
        _execute = &Execute<TJob>;
        Finished = 0;
        _jobs++;
        // The caller's own last: the others are on their way meanwhile.
        for (int thread = Threads - 1; thread >= 0; thread--)
            Interlocked.Exchange(ref _tickets[thread * TicketsApart],
                _jobs << 32 | (long)(parts * (thread + 1) / Threads) << 16 | (uint)(parts * thread / Threads));
        int sleeping = Volatile.Read(ref _sleeping);
        if (sleeping > 0)
            _wake.Release(sleeping);
        while (TryWork(0))
        {
        }

        for (int looks = 0; Volatile.Read(ref Finished) < parts; looks++)
        {
            if (looks < PatientLooks)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref Disposed, 1);
        if (_helpers is null)
            return;
        _wake.Release(_helpers.Length);
        foreach (Thread helper in _helpers)
            helper.Join();
        _wake.Dispose();
    }

    private static void Execute<TJob>(void* job, int part)
        where TJob : struct, IJob
        => Unsafe.AsRef<TJob>(job).Execute(part);

    private Thread[] Start()
    {
        var helpers = new Thread[Threads - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            WorkerMemory memory = memories[i + 1];
            int thread = i + 1;
            helpers[i] = new Thread(() => Help(memory, thread)) { IsBackground = true, Name = "NeuralNet worker" };
            helpers[i].Start();
        }

        return helpers;
    }

    private void Help(WorkerMemory memory, int thread)
    {
        WorkerMemory.OfThisThread = memory;
        while (Volatile.Read(ref Disposed) == 0)
        {
            long idleSince = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref Disposed) == 0 && Stopwatch.GetTimestamp() - idleSince < SpinTicks)
            {
                if (TryWork(thread))
                    idleSince = Stopwatch.GetTimestamp();
                else
                    Thread.SpinWait(1);
            }

            Interlocked.Increment(ref _sleeping);
            if (Volatile.Read(ref Disposed) == 0 && !HasWork())
                _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private bool HasWork()
    {
        for (int thread = 0; thread < Threads; thread++)
        {
            if (HasWork(Volatile.Read(ref _tickets[thread * TicketsApart])))
                return true;
        }

        return false;
    }

    private static bool HasWork(long ticket) => (ticket & 0xFFFF) < (ticket >> 16 & 0xFFFF);

    /// <summary>
    /// Claims the next part of the thread's own share or the last one of another's, and executes it; false if there is
    /// none. The job stays where it is until the claimed part counts as finished.
    /// </summary>
    private bool TryWork(int thread)
    {
        for (int i = 0; i < Threads; i++)
        {
            ref long share = ref _tickets[(thread + i) % Threads * TicketsApart];
            long ticket = Volatile.Read(ref share);
            while (HasWork(ticket))
            {
                long seen = Interlocked.CompareExchange(ref share, i == 0 ? ticket + 1 : ticket - (1 << 16), ticket);
                if (seen == ticket)
                {
                    _execute(_job, (int)(i == 0 ? ticket & 0xFFFF : (ticket >> 16 & 0xFFFF) - 1));
                    Interlocked.Increment(ref Finished);
                    return true;
                }

                ticket = seen;
            }
        }

        return false;
    }
}
