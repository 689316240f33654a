using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>Work in parts that may run at once and in any order.</summary>
internal interface IJob
{
    void Execute(int part);
}

/// <summary>
/// A few long-lived threads that share the work of one training run. A job waits on the caller's stack; its parts are
/// claimed one by one from a ticket that also holds the number of the job, so a thread that comes late finds nothing to
/// claim and touches nothing, and the caller, which works too, waits only for parts that have been claimed. Threads
/// spin for a while, since the next product is near, and sleep then. None is started before the first job; the first of
/// the memories is the caller's, the others are theirs. What the parts compute must not depend on who computes them:
/// then neither do the results.
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

    /// <summary>Number of the job (32 bits), its parts (16 bits), the next part to claim (16 bits).</summary>
    private long _ticket;

    private int _finished;
    private int _sleeping;
    private volatile bool _isDisposed;

    /// <summary>Threads that work on a job, the caller included.</summary>
    public int Threads { get; } = memories.Length;

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
        _finished = 0;
        Interlocked.Exchange(ref _ticket, ((_ticket >> 32) + 1) << 32 | (long)parts << 16);
        int sleeping = Volatile.Read(ref _sleeping);
        if (sleeping > 0)
            _wake.Release(sleeping);
        while (TryWork())
        {
        }

        for (int looks = 0; Volatile.Read(ref _finished) < parts; looks++)
        {
            if (looks < PatientLooks)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
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
            helpers[i] = new Thread(() => Help(memory)) { IsBackground = true, Name = "NeuralNet worker" };
            helpers[i].Start();
        }

        return helpers;
    }

    private void Help(WorkerMemory memory)
    {
        WorkerMemory.OfThisThread = memory;
        while (!_isDisposed)
        {
            long idleSince = Stopwatch.GetTimestamp();
            while (!_isDisposed && Stopwatch.GetTimestamp() - idleSince < SpinTicks)
            {
                if (TryWork())
                    idleSince = Stopwatch.GetTimestamp();
                else
                    Thread.SpinWait(1);
            }

            Interlocked.Increment(ref _sleeping);
            if (!_isDisposed && !HasWork(Volatile.Read(ref _ticket)))
                _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }
    }

    /// <summary>
    /// Parts in an order in which those that threads work on at a time are not neighbours, which would write to the
    /// same cache lines, and each thread's are.
    /// </summary>
    private int Part(int claim, int parts)
    {
        int each = parts / Threads;
        return claim < each * Threads ? claim % Threads * each + claim / Threads : claim;
    }

    private static bool HasWork(long ticket) => (ticket & 0xFFFF) < (ticket >> 16 & 0xFFFF);

    /// <summary>
    /// Claims a part and executes it; false if there is none. The job stays where it is until the claimed part counts
    /// as finished.
    /// </summary>
    private bool TryWork()
    {
        long ticket = Volatile.Read(ref _ticket);
        while (HasWork(ticket))
        {
            long seen = Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket);
            if (seen == ticket)
            {
                _execute(_job, Part((int)(ticket & 0xFFFF), (int)(ticket >> 16 & 0xFFFF)));
                Interlocked.Increment(ref _finished);
                return true;
            }

            ticket = seen;
        }

        return false;
    }
}
