using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>How a search chooses what to try next.</summary>
public abstract record SearchMethod
{
    private protected SearchMethod()
    {
    }

    internal abstract void Validate();

    /// <summary>How many pieces of work there will be.</summary>
    internal abstract int Works { get; }

    /// <summary>
    /// Batch after batch of work. When a batch is asked for, the outcomes of all before it are in the log, and of those
    /// alone it is a function: neither the order in which they ended nor the number of threads matters.
    /// </summary>
    internal abstract IEnumerable<IReadOnlyList<TrialWork>> Batches(SearchSpace space, int seed, TrialLog log);

    private protected static TrialWork Drawn(SearchSpace space, int seed, int trial, int? epochs)
    {
        var random = new RandomStream(seed, trial);
        return new TrialWork(trial, space.Choose(setting => setting.Draw(random)), epochs);
    }

    private protected void Check(int value, int smallest, string name)
    {
        if (value < smallest)
            throw new ArgumentOutOfRangeException(name, value,
                $"'{name}' of {GetType().Name} is {Text.Of(value)}, but at least {Text.Of(smallest)} was expected.");
    }
}
