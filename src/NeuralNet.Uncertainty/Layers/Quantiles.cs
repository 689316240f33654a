using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Outputs that never cross: in each group of columns q[0] = x[0] and q[k] = q[k-1] + log(1 + exp(x[k])), with x <c>N x
/// (targets * levels)</c> and as many outputs. The last layer of a network that <see cref="QuantileLoss{T}"/> trains.
/// </summary>
public sealed class Quantiles<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Quantiles";

    /// <summary>Creates the layer.</summary>
    /// <param name="levels">Quantiles of a target, at least 1: neighbouring columns, the lowest first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no level.</exception>
    public Quantiles(int levels)
    {
        Checks.AtLeast(levels, nameof(levels), 1);
        Levels = levels;
    }

    /// <summary>Quantiles of a target.</summary>
    public int Levels { get; }

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize % Levels == 0
        ? inputSize
        : throw new ArgumentException($"{this} expects a multiple of {Checks.Text(Levels)} inputs, {Checks.Text(Levels)} for each target, but is given "
            + $"{Checks.Text(inputSize)}.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        (int rows, T[] x, T[] y) = (input.RowCount, input.Values(), output.Values());
        for (int j = 0; j < input.ColumnCount; j++)
        {
            ReadOnlySpan<T> from = x.AsSpan(j * rows, rows);
            Span<T> to = y.AsSpan(j * rows, rows);
            if (j % Levels == 0)
            {
                from.CopyTo(to);
                continue;
            }

            ReadOnlySpan<T> below = y.AsSpan((j - 1) * rows, rows);
            for (int i = 0; i < rows; i++)
                to[i] = below[i] + Softplus.Value(from[i]);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// dx[k] = s(x[k]) (dy[k] + dy[k+1] + ...) with the sigmoid s, the derivative of the increment; dx[0] is the sum.
    /// </remarks>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is not { } inputGradient)
            return;
        (int rows, T[] x, T[] dy, T[] dx) = (pass.Input.RowCount, pass.Input.Values(), pass.OutputGradient.Values(), inputGradient.Values());
        Span<T> sums = pass.Scratch(rows);
        for (int j = pass.Input.ColumnCount - 1; j >= 0; j--)
        {
            if ((j + 1) % Levels == 0)
                sums.Clear();
            for (int i = 0; i < rows; i++)
            {
                sums[i] += dy[j * rows + i];
                dx[j * rows + i] = j % Levels == 0 ? sums[i] : sums[i] * Softplus.Derivative(x[j * rows + i]);
            }
        }
    }

    /// <inheritdoc/>
    public override Description Describe() => new(Kind) { Settings = new Dictionary<string, double> { ["levels"] = Levels } };

    /// <inheritdoc/>
    public override string ToString() => $"Quantiles ({Checks.Text(Levels)})";
}
