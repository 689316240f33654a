using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Losses made of a function.</summary>
public static class Loss
{
    /// <summary>
    /// A loss given element by element: the mean over all N*outputs elements of <paramref name="value"/>(prediction,
    /// target).
    /// </summary>
    /// <param name="value">(p, t) -> loss of one element.</param>
    /// <param name="derivative">(p, t) -> dvalue/dp.</param>
    /// <param name="secondDerivative">(p, t) -> d2value/dp2, which <see cref="LevenbergMarquardt"/> needs; null if the
    /// loss is for the other optimizers.</param>
    public static Loss<T> ByElement<T>(Func<T, T, T> value, Func<T, T, T> derivative, Func<T, T, T>? secondDerivative = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(derivative);
        return new ByElementLoss<T>(value, derivative, secondDerivative);
    }

    /// <summary>
    /// A loss given by one function from predictions and targets, both <c>N x outputs</c>, to its value and its
    /// gradient with respect to the predictions.
    /// </summary>
    /// <param name="valueAndGradient">(predictions, targets) -> (loss of the batch, dLoss/dpredictions of shape <c>N x
    /// outputs</c>). It must not keep or change its arguments.</param>
    /// <remarks>
    /// Write the mean over the rows, not the sum: the same learning rate then suits every batch size. The matrices that
    /// the function allocates are its own affair; a class derived from <see cref="Loss{T}"/> needs none. Sample and
    /// class weights are refused, since the function knows nothing of them.
    /// </remarks>
    public static Loss<T> FromFunction<T>(Func<Matrix<T>, Matrix<T>, (double Value, Matrix<T> Gradient)> valueAndGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(valueAndGradient);
        return new FunctionLoss<T>(valueAndGradient);
    }

    /// <summary>
    /// A loss given by its value alone; the gradient is taken by central differences, two evaluations for each element.
    /// Slow: for trying an idea.
    /// </summary>
    /// <param name="value">(predictions, targets) -> loss of the batch. It must not keep or change its
    /// arguments.</param>
    public static Loss<T> Numerical<T>(Func<Matrix<T>, Matrix<T>, double> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        return new NumericalLoss<T>(value);
    }

    private sealed class ByElementLoss<T>(Func<T, T, T> value, Func<T, T, T> derivative, Func<T, T, T>? secondDerivative) : Loss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal override GradientSource GradientSource => GradientSource.User;

        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            CheckShapes(predictions, targets, rowWeights, gradient);
            int rows = predictions.RowCount;
            T columns = T.CreateTruncating(predictions.ColumnCount);
            T[] p = predictions.Values();
            T[] t = targets.Values();
            T[] g = gradient.Values();
            double total = 0;
            for (int k = 0; k < p.Length; k++)
            {
                T weight = rowWeights[k % rows] / columns;
                total += double.CreateTruncating(weight * value(p[k], t[k]));
                g[k] = weight * derivative(p[k], t[k]);
            }

            return total;
        }

        public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
            => secondDerivative is not null && WriteDiagonal(output, predictions, targets, rowWeights, column, secondDerivative);
    }

    private sealed class FunctionLoss<T>(Func<Matrix<T>, Matrix<T>, (double Value, Matrix<T> Gradient)> valueAndGradient) : Loss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override RowWeighting RowWeighting => RowWeighting.Ignored;

        internal override GradientSource GradientSource => GradientSource.User;

        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            (double value, Matrix<T> result) = valueAndGradient(predictions, targets);
            if (result is null)
                throw new InvalidOperationException("The loss function returned no gradient (null).");
            if (result.RowCount != gradient.RowCount || result.ColumnCount != gradient.ColumnCount)
                throw new InvalidOperationException($"The loss function returned a gradient of {Check.Shape(result)}, but the predictions are "
                    + $"{Check.Shape(predictions)}: the gradient has one element for each prediction.");
            result.CopyTo(gradient);
            return value;
        }
    }

    private sealed class NumericalLoss<T>(Func<Matrix<T>, Matrix<T>, double> value) : Loss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override RowWeighting RowWeighting => RowWeighting.Ignored;

        internal override GradientSource GradientSource => GradientSource.Differences;

        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            Matrix<T> moved = predictions.Clone();
            T[] p = moved.Values();
            T[] g = gradient.Values();
            for (int k = 0; k < p.Length; k++)
            {
                T x = p[k];
                T step = CentralDifference.Step(x);
                p[k] = x + step;
                T above = p[k];
                double high = value(moved, targets);
                p[k] = x - step;
                T below = p[k];
                double low = value(moved, targets);
                p[k] = x;
                g[k] = T.CreateTruncating((high - low) / double.CreateTruncating(above - below));
            }

            return value(moved, targets);
        }
    }
}
