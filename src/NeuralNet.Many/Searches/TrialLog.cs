namespace NeuralNet.Many.Searches;

/// <summary>A piece of work: a trial is trained to a number of epochs, as many as its options say if null.</summary>
internal sealed record TrialWork(int Trial, TrialSettings Settings, int? Epochs);

/// <summary>How many trials are trained to how many epochs.</summary>
internal readonly record struct Rung(int Trials, int Epochs);

/// <summary>The outcomes so far, in the order of the work, whatever the order in which it was done.</summary>
internal sealed class TrialLog
{
    private readonly Dictionary<(int Trial, int? Epochs), TrialOutcome> _outcomes = [];
    private readonly List<TrialWork> _works = [];

    public IEnumerable<(TrialWork Work, TrialOutcome Outcome)> Outcomes => _works.Select(work => (work, this[work]));

    public TrialOutcome this[TrialWork work] => _outcomes[(work.Trial, work.Epochs)];

    public bool Has(TrialWork work) => _outcomes.ContainsKey((work.Trial, work.Epochs));

    /// <summary>The batch is done: its outcomes in the order of its work.</summary>
    public void Add(IReadOnlyList<TrialWork> works) => _works.AddRange(works);

    public void Add(TrialWork work, TrialOutcome outcome) => _outcomes.Add((work.Trial, work.Epochs), outcome);

    /// <summary>
    /// The best of a rung go on to the next; of equal scores the earlier trial. Those that failed go no further.
    /// </summary>
    public List<TrialWork> Best(IEnumerable<TrialWork> works, Rung next) => [.. works.Where(work => this[work].Score is not null)
        .OrderBy(work => this[work].Score).ThenBy(work => work.Trial).Take(next.Trials).Select(work => work with { Epochs = next.Epochs })];
}
