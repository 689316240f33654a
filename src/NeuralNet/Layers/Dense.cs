using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Fully connected layer: y = x W + b, with x <c>N x inputs</c>, W <c>inputs x units</c>, b <c>1 x units</c> added to
/// every row.
/// </summary>
public sealed class Dense<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _weights;
    private readonly Parameter<T> _biases;

    /// <summary>Creates the layer with all parameters zero; building a network sets the initial weights.</summary>
    /// <param name="inputs">Columns of the incoming batch, at least 1.</param>
    /// <param name="units">Columns of the outgoing batch, at least 1.</param>
    /// <param name="initializer">The initial weights; if null, what suits the activation that follows. Biases start at
    /// 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the weights are more than an array
    /// holds.</exception>
    public Dense(int inputs, int units, Initializer? initializer = null)
    {
        Check.Count(inputs, nameof(inputs), "input");
        Check.Count(units, nameof(units), "unit");
        Check.Side(inputs, nameof(inputs), 1, "unit");
        Check.Side(units, nameof(units), inputs, "input");
        _weights = new Parameter<T>("weight", inputs, units);
        _biases = new Parameter<T>("bias", 1, units, Decay.Exempt);
        Initializer = initializer;
        Parameters = Array.AsReadOnly([_weights, _biases]);
    }

    /// <summary>
    /// Weights W of y = x W + b, <c>inputs x units</c>. Setting an element changes the network at once.
    /// </summary>
    public Matrix<T> Weights => _weights.Value;

    /// <summary>Biases b of y = x W + b, <c>1 x units</c>. Setting an element changes the network at once.</summary>
    public Matrix<T> Biases => _biases.Value;

    /// <summary>The initial weights; null for what suits the activation that follows.</summary>
    public Initializer? Initializer { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize == Weights.RowCount
        ? Weights.ColumnCount
        : throw new ArgumentException($"{ToString()} expects {Check.Text(Weights.RowCount)} inputs, but the layer before it gives {Check.Text(inputSize)}.",
            nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, Weights.RowCount, Weights.ColumnCount);
        Forward(input.RowCount, input.Values(), output.Values(), null);
    }

    /// <inheritdoc/>
    public override void ForwardTraining(LayerPass<T> pass)
    {
        if (pass.Samples is { } samples)
            MatrixProduct<T>.MultiplyPicked(Weights.ColumnCount, Weights.RowCount, samples.Data, samples.Indices, _weights.Values, _biases.Values,
                pass.OutputValues, pass.Workers);
        else
            Forward(pass.Output.RowCount, pass.InputValues, pass.OutputValues, pass.Workers);
    }

    /// <inheritdoc/>
    /// <remarks>dW = x' dy; db = column sums of dy; dx = dy W'.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        int rows = pass.Output.RowCount;
        int inputs = Weights.RowCount;
        int units = Weights.ColumnCount;
        T[] dy = pass.OutputGradientValues;
        T[] dw = pass.ParameterGradientValues(0);
        if (pass.Samples is { } samples)
            MatrixProduct<T>.MultiplyPickedTransposed(inputs, units, samples.Data, samples.Indices, dy, dw, pass.Workers);
        else
            MatrixProduct<T>.MultiplyTransposedLeft(inputs, units, rows, pass.InputValues, dy, dw, pass.Workers);
        Reductions<T>.ColumnSums(rows, dy, pass.ParameterGradientValues(1));
        if (pass.InputGradientValues is { } dx)
            MatrixProduct<T>.MultiplyTransposedRight(rows, inputs, units, dy, _weights.Values, dx, pass.Workers);
    }

    /// <inheritdoc/>
    /// <remarks>dW[i, j] = x[i] dy[j]; db = dy.</remarks>
    public override void BackwardBySample(LayerPass<T> pass, Span<T> gradients)
    {
        int rows = pass.Output.RowCount, inputs = Weights.RowCount, units = Weights.ColumnCount;
        ReadOnlySpan<T> x = pass.Input.Values(), dy = pass.OutputGradient.Values();
        for (int j = 0, k = 0; j < units; j++)
        {
            for (int i = 0; i < inputs; i++, k++)
                Elementwise<T>.Multiply(x.Slice(i * rows, rows), dy.Slice(j * rows, rows), gradients.Slice(k * rows, rows));
        }

        dy.CopyTo(gradients[(inputs * units * rows)..]);
        if (pass.InputGradient is { } inputGradient)
            MatrixProduct<T>.MultiplyTransposedRight(rows, inputs, units, dy, Weights.Values(), inputGradient.Values(), pass.Workers);
    }

    /// <inheritdoc/>
    public override void Initialize(Initializer preferred, RandomStream random)
    {
        Initializer initializer = Initializer ?? preferred;
        initializer.Fill(Weights, random);
        initializer.FillBiases(Biases, Weights);
    }

    /// <inheritdoc/>
    public override Layer<T> Copy()
    {
        var copy = new Dense<T>(Weights.RowCount, Weights.ColumnCount, Initializer);
        _weights.Values.CopyTo(copy._weights.Values, 0);
        _biases.Values.CopyTo(copy._biases.Values, 0);
        return copy;
    }

    /// <inheritdoc/>
    public override Description Describe() => new("Dense")
    {
        Settings = new Dictionary<string, double> { ["inputs"] = Weights.RowCount, ["units"] = Weights.ColumnCount },
        Parts = Initializer is null ? [] : new Dictionary<string, Description> { ["initializer"] = Initializer.Describe() },
    };

    /// <summary>Kind and sizes, such as <c>Dense 784 -> 300</c>.</summary>
    public override string ToString() => $"Dense {Check.Text(Weights.RowCount)} -> {Check.Text(Weights.ColumnCount)}";

    internal override bool IsAffine => true;

    internal override Layer<T> CopyForPrediction()
        => WeightPanels<T>.AreWithinReach(Weights.RowCount, Weights.ColumnCount) ? new FrozenDense<T>((Dense<T>)Copy()) : Copy();

    private void Forward(int rows, T[] x, T[] y, Workers? workers)
        => MatrixProduct<T>.Multiply(rows, Weights.ColumnCount, Weights.RowCount, x, _weights.Values, _biases.Values, y, workers);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = x W + b.</summary>
    /// <param name="units">Columns of y, at least 1.</param>
    /// <param name="initializer">The initial weights; if null, what suits the activation that follows.</param>
    public NetworkBuilder<T> Dense(int units, Initializer? initializer = null) => Add(new Dense<T>(CurrentWidth, units, initializer));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Dense = Layer("Dense", description =>
    {
        (int inputs, int units) = (description.Count("inputs"), description.Count("units"));
        description.RequireTensor("weight", units, inputs);
        return new Dense<T>(inputs, units, description.Initializer("initializer"));
    });
}
