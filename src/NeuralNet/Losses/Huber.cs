using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Huber loss: the mean over all N*outputs elements of d^2 / 2 where |d| is at most delta and delta (|d| - delta / 2)
/// elsewhere, with d = p - t. Squared for small errors, absolute for large ones, so outliers pull less.
/// </summary>
/// <remarks>
/// Gradient: d clamped to +-delta, divided by N*outputs. As in Keras and PyTorch's HuberLoss (Huber, 1964).
/// </remarks>
public sealed class Huber<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _delta;
    private readonly Func<T, T, T> _second;

    /// <summary>Creates the loss.</summary>
    /// <param name="delta">Where the square turns into a line, in units of the targets; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Delta is not above 0.</exception>
    public Huber(double delta = 1)
    {
        Check.Range(delta, nameof(delta), 0, double.PositiveInfinity, Bounds.OpenBelow);
        Delta = delta;
        _delta = T.CreateTruncating(delta);
        _second = (p, t) => T.Abs(p - t) <= _delta ? T.One : T.Zero;
    }

    /// <summary>Where the square turns into a line.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        return ElementLosses<T>.Huber(_delta, predictions.RowCount, predictions.ColumnCount, predictions.Values(), targets.Values(), rowWeights,
            gradient.Values());
    }

    /// <remarks>1 / (N*outputs) on the diagonal where |d| is at most delta, 0 elsewhere.</remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
        => WriteDiagonal(output, predictions, targets, rowWeights, column, _second);

    /// <inheritdoc/>
    public override Description Describe() => new("Huber") { Settings = new Dictionary<string, double> { ["delta"] = Delta } };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        for (int j = 0; j < losses.Length; j++)
        {
            double distance = Math.Abs(predictions[j] - targets[j]);
            losses[j] = (distance <= Delta ? distance * distance / 2 : Delta * (distance - Delta / 2)) / losses.Length;
        }

        return true;
    }

    /// <summary>From the median by Newton's method: the mean of the clamped distances becomes 0.</summary>
    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        const int iterations = 20;
        double constant = Median(targets, weights);
        for (int i = 0; i < iterations; i++)
        {
            double slope = 0, curvature = 0;
            for (int row = 0; row < targets.Length; row++)
            {
                double distance = targets[row] - constant;
                slope += weights[row] * Math.Clamp(distance, -Delta, Delta);
                curvature += Math.Abs(distance) <= Delta ? weights[row] : 0;
            }

            if (curvature <= 0)
                break;
            constant += slope / curvature;
        }

        return constant;
    }
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Huber = Loss("Huber", description => new Huber<T>(description["delta"]));
}
