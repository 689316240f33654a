namespace NeuralNet.Numerics;

/// <summary>
/// The packing memory of one of the threads of a training run. It is the run's own: what a pool keeps for all depends
/// on what else the application rents and on collections. Which thread does which part is chance, so whenever one needs
/// more memory than ever before, all are given as much: a later step, in which another comes to do that part, allocates
/// nothing.
/// </summary>
internal sealed class WorkerMemory
{
    /// <summary>How many arrays a part holds at a time: packed rows and staged columns.</summary>
    private const int Depth = 2;

    [ThreadStatic]
    private static WorkerMemory? _ofThisThread;

    private readonly Array?[] _arrays = new Array?[Depth];
    private readonly WorkerMemory[] _all;
    private int _taken;

    private WorkerMemory(WorkerMemory[] all) => _all = all;

    /// <summary>What the calling thread uses while it works for a training run; null otherwise.</summary>
    public static WorkerMemory? OfThisThread
    {
        get => _ofThisThread;
        set => _ofThisThread = value;
    }

    public static WorkerMemory[] ForThreads(int threads)
    {
        var all = new WorkerMemory[threads];
        for (int i = 0; i < threads; i++)
            all[i] = new WorkerMemory(all);
        return all;
    }

    /// <summary>
    /// Does work of the calling thread with this memory; within it, a callback may do the same with another.
    /// </summary>
    public TResult During<TResult>(Func<TResult> work)
    {
        WorkerMemory? outer = OfThisThread;
        OfThisThread = this;
        try
        {
            return work();
        }
        finally
        {
            OfThisThread = outer;
        }
    }

    /// <summary>Arrays are given back in the reverse order.</summary>
    public T[] Take<T>(int length)
    {
        int depth = _taken++;
        return _arrays[depth] is T[] array && array.Length >= length ? array : Grow<T>(depth, length);
    }

    public void GiveBack() => _taken--;

    private T[] Grow<T>(int depth, int length)
    {
        lock (_all)
        {
            foreach (WorkerMemory memory in _all)
            {
                if (!(memory._arrays[depth] is T[] array && array.Length >= length))
                    memory._arrays[depth] = new T[length];
            }
        }

        return (T[])_arrays[depth]!;
    }
}
