namespace NeuralNet;

/// <summary>
/// Rprop: each weight goes a step of its own size against the sign of its gradient on all samples. A size grows while
/// the sign stays; where the sign has changed it shrinks, the weight stays, and the gradient counts as 0 in the next
/// comparison.
/// </summary>
/// <remarks>
/// iRprop- of Igel and Hüsken, "Improving the Rprop learning algorithm", 2000: <c>torch.optim.Rprop</c> to the bit,
/// and MATLAB's <c>trainrp</c> but for the weights that it takes back.
/// </remarks>
public sealed record Rprop : FullBatchOptimizer
{
    /// <summary>The size of each weight's first step, above 0.</summary>
    public double FirstStep { get; init; } = 0.01;

    /// <summary>What a size is multiplied by where the sign of the gradient has changed, above 0 and below 1.</summary>
    public double Decrease { get; init; } = 0.5;

    /// <summary>What a size is multiplied by where the sign has not changed, above 1.</summary>
    public double Increase { get; init; } = 1.2;

    /// <summary>No step is smaller, above 0.</summary>
    public double SmallestStep { get; init; } = 1e-6;

    /// <summary>No step is larger, at least <see cref="SmallestStep"/>.</summary>
    public double LargestStep { get; init; } = 50;

    internal override OptimizerMemory<T>? NewMemory<T>(IReadOnlyList<ParameterState<T>> parameters)
        => new RpropMemory<T>(FirstStep, Objective<T>.CountOf(parameters));

    internal override FullBatchSolver<T> NewSolver<T>(Objective<T> objective, TrainingTask<T> task)
        => new RpropSolver<T>(objective, this, (RpropMemory<T>)task.State.Memory!);

    internal override void Validate()
    {
        Check.Range(FirstStep, nameof(FirstStep), 0, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(Decrease, nameof(Decrease), 0, 1, Bounds.Open);
        Check.Range(Increase, nameof(Increase), 1, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(SmallestStep, nameof(SmallestStep), 0, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(LargestStep, nameof(LargestStep), SmallestStep, double.PositiveInfinity);
    }

    internal override Description Describe() => new(Description.NameOf(GetType()))
    {
        Settings = new Dictionary<string, double>
        {
            ["firstStep"] = FirstStep,
            ["decrease"] = Decrease,
            ["increase"] = Increase,
            ["smallestStep"] = SmallestStep,
            ["largestStep"] = LargestStep,
        },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Rprop), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Rprop = Optimizer("Rprop", description => new Rprop
    {
        FirstStep = description["firstStep"],
        Decrease = description["decrease"],
        Increase = description["increase"],
        SmallestStep = description["smallestStep"],
        LargestStep = description["largestStep"],
    });
}
