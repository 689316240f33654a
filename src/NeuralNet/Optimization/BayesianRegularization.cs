namespace NeuralNet;

/// <summary>
/// Levenberg-Marquardt with the penalty that the data ask for: after each step MacKay's evidence gives the precision
/// alpha of the weights and beta of the noise, and L2 becomes 2 alpha / (beta n) for n targets. No validation data are
/// needed to keep the network from overfitting, as in MATLAB's <c>trainbr</c>.
/// </summary>
/// <remarks>
/// For the mean squared error only: beta is the precision of normal noise, the same everywhere, so standardise targets
/// of different units. The L2 of the training options must be 0; the losses of the history are without penalty. See
/// <see cref="BayesianEvidence"/> for what is found. D. MacKay, "A practical Bayesian framework for backpropagation
/// networks", 1992; Foresee and Hagan, "Gauss-Newton approximation to Bayesian learning", 1997.
/// The network then knows how sure it is of its outputs: <see cref="Network{T}.PredictIntervals"/>.
/// </remarks>
public sealed record BayesianRegularization : GaussNewtonOptimizer
{
    internal override EvidenceEstimate<T>? NewEstimate<T>(Objective<T> objective, TrainingTask<T> task)
        => task.Loss is MeanSquaredError<T>
            ? new EvidenceEstimate<T>(objective, task.Data.Y, task.Workers)
            : throw new ArgumentException($"{nameof(BayesianRegularization)} takes the errors to be normal noise, which is the loss "
                + $"{nameof(MeanSquaredError<T>)}, but the loss is {task.Loss}. Use {nameof(LevenbergMarquardt)} with an L2 penalty.", "loss");

    internal override void CheckOptions(TrainingOptions options)
    {
        base.CheckOptions(options);
        if (options.L2 > 0)
            throw new ArgumentException($"'{nameof(options.L2)}' is {Check.Text(options.L2)}, but {nameof(BayesianRegularization)} finds the penalty itself. "
                + $"Leave it at 0, or use {nameof(LevenbergMarquardt)} with a penalty of your own.", nameof(options.L2));
    }

    internal override bool PenaltyIsItsOwn => true;

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(BayesianRegularization), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType BayesianRegularization = Optimizer("BayesianRegularization", description => new BayesianRegularization
    {
        FirstDamping = description["firstDamping"],
        DampingDecrease = description["dampingDecrease"],
        DampingIncrease = description["dampingIncrease"],
        LargestDamping = description["largestDamping"],
    });
}
