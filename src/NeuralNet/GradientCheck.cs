using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Compares the gradients that layers and losses compute with numerical ones, taken by central differences of the loss:
/// the way to find out whether a layer or a loss of one's own is right.
/// </summary>
/// <remarks>
/// The error of an element is |analytic - numerical| / max(largest gradient of its matrix, a thousandth of the largest
/// of all). Where they disagree the step is made smaller, so that a ReLU's kink near the point does no harm; an element
/// whose one-sided derivatives differ by the same at every step sits on a kink and is counted, not judged.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks the gradients of all parameters and of the input.</summary>
    /// <param name="network">The network; its parameters are moved during the check and put back.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="x">A few samples, <c>N x inputs</c>: the check runs the network twice for every parameter and every
    /// element of x.</param>
    /// <param name="y">Targets, <c>N x outputs</c>.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public static GradientReport Run<T>(Network<T> network, Loss<T> loss, Matrix<T> x, Matrix<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Run(network, loss, new Dataset<T>(x, y), new DataNames(nameof(x), nameof(y), "weights"));
    }

    /// <summary>
    /// Checks the gradients of all parameters and of the input on a data set, sample weights included.
    /// </summary>
    /// <inheritdoc cref="Run{T}(Network{T}, Loss{T}, Matrix{T}, Matrix{T})"/>
    /// <param name="network">The network; its parameters are moved during the check and put back.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="data">A few samples with targets, and weights if wanted.</param>
    public static GradientReport Run<T>(Network<T> network, Loss<T> loss, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        return Run(network, loss, data, DataNames.Of(nameof(data)));
    }

    /// <summary>Checks the gradient of a loss with respect to the predictions, without a network.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="predictions">Predictions (logits if the loss includes an activation), <c>N x outputs</c>.</param>
    /// <param name="targets">Targets, <c>N x outputs</c>.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static GradientReport OfLoss<T>(Loss<T> loss, Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        Check.SameRows(predictions, nameof(predictions), targets.RowCount, nameof(targets), "rows");
        if (predictions.ColumnCount != targets.ColumnCount)
            throw new ArgumentException($"'{nameof(predictions)}' is {Check.Shape(predictions)}, but '{nameof(targets)}' is {Check.Shape(targets)}: both need "
                + "the same shape.", nameof(targets));
        Matrix<T> moved = predictions.AsDense().Clone();
        Matrix<T> dense = targets.AsDense();
        Matrix<T> gradient = MatrixAccess.New<T>(moved.RowCount, moved.ColumnCount);
        var rowWeights = new T[moved.RowCount];
        rowWeights.AsSpan().Fill(T.CreateTruncating(1.0 / moved.RowCount));

        loss.Evaluate(moved, dense, rowWeights, gradient);
        Matrix<T> analytic = gradient.Clone();
        return GradientReport.From<T>([Compare(null, null, "predictions", moved, analytic, () => loss.Evaluate(moved, dense, rowWeights, gradient))]);
    }

    private static GradientReport Run<T>(Network<T> network, Loss<T> loss, Dataset<T> data, DataNames names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        TrainingChecks.WeightsAreFinite(network);
        TrainingData<T> samples = TrainingChecks.Data(data, names, network, loss);
        var state = new TrainingState<T>(network, new Sgd());
        Matrix<T> inputGradient = MatrixAccess.New<T>(samples.Count, network.Inputs);
        var batch = new Minibatch<T>(network, loss, samples.Count, state.Gradients, inputGradient, workers: null);
        batch.Gather(samples, [.. Enumerable.Range(0, samples.Count)], workers: null);
        batch.Forward(seed: 0, step: 0);
        batch.Backward();

        // A stochastic layer draws the same numbers at every call for the same seed and step.
        double LossNow()
        {
            batch.Invalidate();
            return batch.Forward(seed: 0, step: 0);
        }

        var comparisons = new List<GradientComparison>();
        foreach (ParameterState<T> parameter in state.Parameters)
            comparisons.Add(Compare(parameter.LayerIndex, network.Layers[parameter.LayerIndex].ToString(), parameter.Parameter.Name, parameter.Parameter.Value,
                parameter.Gradient, LossNow));
        comparisons.Add(Compare(null, null, "input", batch.X, inputGradient, LossNow));
        return GradientReport.From<T>(comparisons);
    }

    private static GradientComparison Compare<T>(int? layer, string? layerName, string name, Matrix<T> values, Matrix<T> analytic, Func<double> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = values.Values();
        var elements = new GradientElement[x.Length];
        double center = loss();
        for (int k = 0; k < x.Length; k++)
            elements[k] = CentralDifference.Compare(ref x[k], double.CreateTruncating(analytic.Values()[k]), center, loss, k % values.RowCount,
                k / values.RowCount);
        return new GradientComparison(layer, layerName, name, values.RowCount, values.ColumnCount, elements);
    }
}
