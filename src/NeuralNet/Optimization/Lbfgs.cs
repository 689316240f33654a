namespace NeuralNet;

/// <summary>
/// L-BFGS: the last steps and the changes of the gradient that they brought say how the loss on all samples curves, and
/// a line search finds a step that fulfils the strong Wolfe conditions. For any loss and networks of any size: memory
/// grows with the weights, not with their square.
/// </summary>
/// <remarks>
/// Liu and Nocedal, "On the limited memory BFGS method", 1989; the line search is that of Nocedal and Wright, Numerical
/// Optimization, with the constants of scipy's L-BFGS-B.
/// </remarks>
public sealed record Lbfgs : FullBatchOptimizer
{
    /// <summary>How many steps are remembered, at least 1.</summary>
    public int Memory { get; init; } = 10;

    internal override OptimizerMemory<T>? NewMemory<T>(IReadOnlyList<ParameterState<T>> parameters)
        => new LbfgsMemory<T>(Memory, Objective<T>.CountOf(parameters));

    internal override FullBatchSolver<T> NewSolver<T>(Objective<T> objective, TrainingTask<T> task)
        => new LbfgsSolver<T>(objective, (LbfgsMemory<T>)task.State.Memory!);

    internal override void Validate() => Check.Count(Memory, nameof(Memory), "step");

    internal override Description Describe() => new(Description.NameOf(GetType())) { Settings = new Dictionary<string, double> { ["memory"] = Memory } };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Lbfgs), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Lbfgs = Optimizer("Lbfgs", description => new Lbfgs
    {
        Memory = description.Count("memory"),
    });
}
