using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// What training makes small: a number that says how far predictions are from targets, and its gradient.
/// </summary>
/// <remarks>
/// A loss of one's own is a class with one method, or one function given to <see cref="Loss"/>. Check its gradient with
/// <see cref="GradientCheck"/>.
/// </remarks>
public abstract class Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The activation that the loss computes itself, in a form that neither overflows nor loses digits: softmax for
    /// <see cref="SoftmaxCrossEntropy{T}"/>, the sigmoid for <see cref="BinaryCrossEntropy{T}"/>, none (null) for the
    /// others.
    /// </summary>
    /// <remarks>
    /// If the network ends in that activation, the loss is given the input of that last layer (logits) and its gradient
    /// enters the network there; if the network ends in a layer without it, its outputs are the logits. Either way the
    /// activation is applied once.
    /// </remarks>
    public virtual Layer<T>? IncludedActivation => null;

    /// <summary>
    /// Whether the loss uses the weights of the rows it is given. A loss that does not is refused together with sample
    /// or class weights.
    /// </summary>
    public virtual RowWeighting RowWeighting => RowWeighting.Supported;

    /// <summary>
    /// Whether a target may be missing, NaN: refused unless overridden. A loss that leaves them out gives them no loss
    /// and the gradient 0, and takes the mean over the others.
    /// </summary>
    public virtual TargetGaps TargetGaps => TargetGaps.Refused;

    /// <summary>
    /// Who wrote the gradient. Only the library's own losses are known to compare predictions with targets; a user's
    /// may give targets any meaning.
    /// </summary>
    internal virtual GradientSource GradientSource => GetType().Assembly == typeof(Loss<T>).Assembly ? GradientSource.Library : GradientSource.User;

    /// <summary>
    /// The mean absolute error where the loss of one-hot or 0/1 targets is lowest; above 0 if it aims at something else
    /// than the targets.
    /// </summary>
    internal virtual double MeanAbsoluteErrorAtMinimum(int outputs) => 0;

    /// <summary>
    /// A second object with the same fields, so that asking it leaves counters in the fields of this one alone.
    /// </summary>
    internal Loss<T> ShallowCopy() => (Loss<T>)MemberwiseClone();

    /// <summary>
    /// The loss of one row, split over its outputs so that their sum is the loss, in double: what a run is judged by.
    /// </summary>
    /// <returns>Whether it is known: for the library's own losses only.</returns>
    internal virtual bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses) => false;

    /// <summary>The prediction whose loss is lowest if all rows must get the same.</summary>
    /// <param name="targets">The targets of one output.</param>
    /// <param name="weights">The weights of the rows, of sum 1.</param>
    internal virtual double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => double.NaN;

    /// <summary>The prediction whose loss is lowest for a target.</summary>
    internal virtual double BestPrediction(double target, int outputs) => target;

    private protected static double Mean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double mean = 0;
        for (int i = 0; i < values.Length; i++)
            mean += weights[i] * values[i];
        return mean;
    }

    private protected static double Median(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double[] sorted = values.ToArray(), weight = weights.ToArray();
        Array.Sort(sorted, weight);
        double below = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            below += weight[i];
            if (below >= 0.5)
                return sorted[i];
        }

        return sorted[^1];
    }

    /// <summary>Computes the loss of a batch and its gradient.</summary>
    /// <param name="predictions">Outputs of the network, or logits where <see cref="IncludedActivation"/> says so, <c>N
    /// x outputs</c>. Not to be changed.</param>
    /// <param name="targets">What the outputs should be, <c>N x outputs</c>. Not to be changed.</param>
    /// <param name="rowWeights">The weight of each row, N values that sum to 1: all 1/N for a plain mean. The loss is
    /// the sum of weight times loss of the row.</param>
    /// <param name="gradient">dLoss/dpredictions, <c>N x outputs</c>, to be written in full.</param>
    /// <returns>The loss of the batch. If it is not finite, training stops.</returns>
    /// <remarks>
    /// Called once a step, on one thread at a time for one training run; by scoring; and, for a loss of one's own, some
    /// twenty times when the run is over, to test its gradient (see <see cref="Diagnostics"/>). The matrices are dense,
    /// belong to the run and must not be kept.
    /// </remarks>
    public abstract double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient);

    /// <summary>
    /// Gives one column of the Hessian matrix of each row's loss with respect to its predictions: the curvature that
    /// <see cref="LevenbergMarquardt"/> needs. None unless overridden.
    /// </summary>
    /// <param name="output">Which column: from 0 to outputs - 1.</param>
    /// <param name="predictions">As for <see cref="Evaluate"/>, <c>N x outputs</c>. Not to be changed.</param>
    /// <param name="targets">As for <see cref="Evaluate"/>, <c>N x outputs</c>. Not to be changed.</param>
    /// <param name="rowWeights">The weight of each row, N values that sum to 1.</param>
    /// <param name="column">
    /// To be written in full, <c>N x outputs</c>: element (n, k) is the second derivative of the loss with respect to
    /// predictions (n, output) and (n, k). The matrix of a row has no negative eigenvalue where the loss is convex in
    /// the predictions; where it is not, what is negative is left out.
    /// </param>
    /// <returns>Whether the loss has a curvature; the same at every call.</returns>
    public virtual bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column) => false;

    /// <summary>
    /// Throws if targets cannot belong to this loss, such as negative ones for a cross-entropy; accepts all finite
    /// targets unless overridden.
    /// </summary>
    /// <param name="targets">The targets of a whole data set, <c>N x outputs</c>, all finite.</param>
    /// <param name="name">What the caller calls them, for the message.</param>
    /// <exception cref="ArgumentException">A target does not fit the loss.</exception>
    public virtual void CheckTargets(Matrix<T> targets, string name)
    {
    }

    /// <summary>
    /// Throws unless all matrices of an evaluation have one shape and there is a weight for each row.
    /// </summary>
    private protected static void CheckShapes(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        bool sameRows = targets.RowCount == predictions.RowCount && gradient.RowCount == predictions.RowCount && rowWeights.Length == predictions.RowCount;
        if (!sameRows || targets.ColumnCount != predictions.ColumnCount || gradient.ColumnCount != predictions.ColumnCount)
            RefuseShapes(predictions, targets, rowWeights.Length, gradient);
    }

    /// <summary>
    /// Writes a column of Hessians that are diagonal: the weight of the row over the number of outputs, times
    /// <paramref name="second"/>.
    /// </summary>
    private protected static bool WriteDiagonal(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column,
        Func<T, T, T> second)
    {
        CheckShapes(predictions, targets, rowWeights, column);
        int rows = predictions.RowCount;
        T share = T.One / T.CreateTruncating(predictions.ColumnCount);
        ReadOnlySpan<T> p = predictions.Values().AsSpan(output * rows, rows), t = targets.Values().AsSpan(output * rows, rows);
        column.Values().AsSpan().Clear();
        Span<T> diagonal = column.Values().AsSpan(output * rows, rows);
        for (int n = 0; n < rows; n++)
            diagonal[n] = rowWeights[n] * share * second(p[n], t[n]);
        return true;
    }

    private static void RefuseShapes(Matrix<T> predictions, Matrix<T> targets, int rowWeights, Matrix<T> gradient)
        => throw new ArgumentException($"Predictions are {Check.Shape(predictions)}, targets {Check.Shape(targets)}, the gradient {Check.Shape(gradient)} and "
            + $"there are {Check.Text(rowWeights)} row weights: all need one shape, and each row a weight.");

    /// <summary>
    /// What a checkpoint says of the loss: its kind and settings. The kind is the type's name and there are no settings
    /// unless overridden.
    /// </summary>
    public virtual Description Describe() => new(Description.NameOf(GetType()));

    /// <summary>The name of the type without its type argument.</summary>
    public override string ToString() => Description.NameOf(GetType());
}

/// <summary>Whether a loss takes the weights of single rows into account.</summary>
public enum RowWeighting
{
    /// <summary>It does.</summary>
    Supported,

    /// <summary>It treats all rows alike.</summary>
    Ignored,
}

/// <summary>What a loss does with missing targets.</summary>
public enum TargetGaps
{
    /// <summary>Training and scoring refuse them.</summary>
    Refused,

    /// <summary>They count for nothing; optimizers that look at all samples at once and findings do without.</summary>
    LeftOut,
}

/// <summary>Where the gradient of a loss comes from.</summary>
internal enum GradientSource
{
    /// <summary>This library, which tests it.</summary>
    Library,

    /// <summary>A user's formula, which may be wrong.</summary>
    User,

    /// <summary>Differences of a user's loss, which are right by construction.</summary>
    Differences,
}
