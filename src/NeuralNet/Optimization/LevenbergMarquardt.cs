namespace NeuralNet;

/// <summary>
/// Levenberg-Marquardt, for networks of up to a few thousand weights: it reaches errors that gradients alone do not. A
/// step is -(B + mu I)^-1 g with the gradient g and the generalised Gauss-Newton matrix B = J' H J + L2 P of the loss
/// that training makes small, a mean over all samples with its penalty. A step that lowers the loss is accepted and mu
/// becomes smaller, otherwise mu grows and another step is tried.
/// </summary>
/// <remarks>
/// <para>
/// J is the Jacobian matrix of the outputs, H the Hessian of the loss with respect to them
/// (<see cref="Loss{T}.Hessian"/>): 2 / (N*outputs) for the mean squared error, for which this is the method of
/// MATLAB's <c>trainlm</c> with the mean of squares in place of their sum. Cross-entropies and <see cref="Huber{T}"/>
/// have a curvature, too; a loss of your own may give its own.
/// </para>
/// <para>
/// Memory is twice P x P for P weights, and one block of J, whatever the number of samples. Marquardt, 1963; Hagan and
/// Menhaj, "Training feedforward networks with the Marquardt algorithm", 1994; Schraudolph, "Fast curvature
/// matrix-vector products", 2002, for other losses than squares.
/// </para>
/// </remarks>
public sealed record LevenbergMarquardt : GaussNewtonOptimizer
{
    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(LevenbergMarquardt), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType LevenbergMarquardt = Optimizer("LevenbergMarquardt", description => new LevenbergMarquardt
    {
        FirstDamping = description["firstDamping"],
        DampingDecrease = description["dampingDecrease"],
        DampingIncrease = description["dampingIncrease"],
        LargestDamping = description["largestDamping"],
    });
}
