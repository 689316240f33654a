using System.Numerics;

namespace NeuralNet;

/// <summary>
/// A damped Gauss-Newton method: a step is -(B + mu I)^-1 g with the gradient g and B = J' H J + L2 P. One that lowers
/// the loss is accepted and the damping mu becomes smaller; otherwise mu grows and another step is tried.
/// <see cref="LevenbergMarquardt"/> and <see cref="BayesianRegularization"/> are such methods.
/// </summary>
public abstract record GaussNewtonOptimizer : FullBatchOptimizer
{
    private protected GaussNewtonOptimizer()
    {
    }

    /// <summary>mu of the first iteration, above 0.</summary>
    public double FirstDamping { get; init; } = 0.001;

    /// <summary>What mu is multiplied by after a step that was accepted, above 0 and below 1.</summary>
    public double DampingDecrease { get; init; } = 0.1;

    /// <summary>What mu is multiplied by after a step that was refused, above 1.</summary>
    public double DampingIncrease { get; init; } = 10;

    /// <summary>
    /// The mu beyond which training stops: <see cref="StopReason.Converged"/> where the gradient is flat, else
    /// <see cref="StopReason.NoFurtherImprovement"/>. At least <see cref="FirstDamping"/>.
    /// </summary>
    public double LargestDamping { get; init; } = 1e10;

    internal override OptimizerMemory<T>? NewMemory<T>(IReadOnlyList<ParameterState<T>> parameters) => new LevenbergMarquardtMemory<T>(FirstDamping);

    internal override FullBatchSolver<T> NewSolver<T>(Objective<T> objective, TrainingTask<T> task)
    {
        CheckSize<T>(objective.Count);
        objective.CheckCurvature(Description.NameOf(GetType()));
        return new LevenbergMarquardtSolver<T>(objective, this, (LevenbergMarquardtMemory<T>)task.State.Memory!, NewEstimate(objective, task), task.Workers);
    }

    /// <summary>What re-estimates the penalty; null if the options say what it is.</summary>
    internal virtual EvidenceEstimate<T>? NewEstimate<T>(Objective<T> objective, TrainingTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => null;

    internal override void Validate()
    {
        Check.Range(FirstDamping, nameof(FirstDamping), 0, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(DampingDecrease, nameof(DampingDecrease), 0, 1, Bounds.Open);
        Check.Range(DampingIncrease, nameof(DampingIncrease), 1, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(LargestDamping, nameof(LargestDamping), FirstDamping, double.PositiveInfinity);
    }

    internal override void CheckOptions(TrainingOptions options)
    {
        base.CheckOptions(options);
        if (options.L1 > 0)
            throw new ArgumentException($"'{nameof(options.L1)}' is {Check.Text(options.L1)}, but {Description.NameOf(GetType())} needs a penalty with a "
                + $"curvature, and |W| has none. Use {nameof(options.L2)}, or another optimizer.", nameof(options.L1));
    }

    internal override Description Describe() => new(Description.NameOf(GetType()))
    {
        Settings = new Dictionary<string, double>
        {
            ["firstDamping"] = FirstDamping,
            ["dampingDecrease"] = DampingDecrease,
            ["dampingIncrease"] = DampingIncrease,
            ["largestDamping"] = LargestDamping,
        },
    };

    /// <summary>Refuses a network whose P x P matrices would take more than half of the memory that there is.</summary>
    private void CheckSize<T>(int weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double needed = 2.0 * SymmetricMatrixBytes<T>(weights);
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (weights > Numerics.SymmetricMatrix<T>.LargestSize || needed > available / 2)
            throw new ArgumentException($"The network has {Check.Text(weights)} weights, for which {Description.NameOf(GetType())} needs two matrices of "
                + $"{Check.Text(weights)} x {Check.Text(weights)}, {Check.Text(Math.Round(needed / 1e9, 1))} GB; at most half of the memory, "
                + $"{Check.Text(Math.Round(available / 2e9, 1))} GB, and {Check.Text(Numerics.SymmetricMatrix<T>.LargestSize)} weights are taken. Use "
                + $"{nameof(Lbfgs)}, whose memory grows with the weights and not with their square.", nameof(TrainingOptions.Optimizer));
    }

    private static double SymmetricMatrixBytes<T>(int weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => weights > Numerics.SymmetricMatrix<T>.LargestSize ? (double)weights * weights * (typeof(T) == typeof(float) ? 4 : 8)
            : Numerics.SymmetricMatrix<T>.Bytes(weights);
}
