using System.Globalization;
using System.Numerics;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// One batch on its way through the network and back: what every layer was given, made of it, and got back as
/// gradients. Printed, it is a table of matrices.
/// </summary>
/// <remarks>All matrices are copies. A gradient is dLoss/dmatrix and has the shape of that matrix.</remarks>
public sealed class Explanation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Explanation(string lossName, double loss, IReadOnlyList<LayerExplanation<T>> layers)
    {
        LossName = lossName;
        Loss = loss;
        Layers = layers;
    }

    /// <summary>The loss as it prints itself.</summary>
    public string LossName { get; }

    /// <summary>The loss of the batch, without penalties.</summary>
    public double Loss { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerExplanation<T>> Layers { get; }

    /// <summary>What the network answered, <c>N x outputs</c>.</summary>
    public Matrix<T> Predictions => Layers[^1].Output;

    /// <summary>
    /// Loss and layers, each with its matrices; of a large matrix the shape and the size of its elements.
    /// </summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"{LossName} of {Predictions.RowCount} samples: {Loss:G6}");
        foreach (LayerExplanation<T> layer in Layers)
            table.AppendLine().AppendLine().Append(layer);
        return table.ToString();
    }
}

/// <summary>One layer's share of an <see cref="Explanation{T}"/>.</summary>
public sealed class LayerExplanation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What fits a terminal and an eye: a row of eight numbers, a dozen rows.
    private const int WidestMatrix = 8;
    private const int HighestMatrix = 12;

    internal LayerExplanation(int index, Layer<T> layer, Matrix<T> input, Matrix<T> output, Matrix<T>? outputGradient, Matrix<T> inputGradient,
        IReadOnlyList<ParameterExplanation<T>> parameters)
    {
        Index = index;
        Name = layer.ToString();
        Input = input;
        Output = output;
        OutputGradient = outputGradient;
        InputGradient = inputGradient;
        Parameters = parameters;
    }

    /// <summary>The number of the layer, from 0.</summary>
    public int Index { get; }

    /// <summary>The layer as it prints itself.</summary>
    public string Name { get; }

    /// <summary>x, <c>N x inputs</c>.</summary>
    public Matrix<T> Input { get; }

    /// <summary>y, <c>N x outputs</c>.</summary>
    public Matrix<T> Output { get; }

    /// <summary>
    /// dLoss/dy, <c>N x outputs</c>; null for a last layer that the loss includes, which gives the gradient of that
    /// layer's input at once.
    /// </summary>
    public Matrix<T>? OutputGradient { get; }

    /// <summary>dLoss/dx, <c>N x inputs</c>.</summary>
    public Matrix<T> InputGradient { get; }

    /// <summary>The layer's parameters with their gradients.</summary>
    public IReadOnlyList<ParameterExplanation<T>> Parameters { get; }

    /// <summary>The layer and its matrices.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"layer {Index}: {Name}");
        Append(table, "input x", Input);
        foreach (ParameterExplanation<T> parameter in Parameters)
            Append(table, parameter.Name, parameter.Value);
        Append(table, "output y", Output);
        if (OutputGradient is not null)
            Append(table, "dLoss/dy", OutputGradient);
        foreach (ParameterExplanation<T> parameter in Parameters)
            Append(table, $"dLoss/d{parameter.Name}", parameter.Gradient);
        Append(table, OutputGradient is null ? "dLoss/dx (this layer and the loss in one)" : "dLoss/dx", InputGradient);
        return table.ToString();
    }

    private static void Append(StringBuilder table, string name, Matrix<T> matrix)
    {
        table.AppendLine().Append(CultureInfo.InvariantCulture, $"  {name}, {Check.Shape(matrix)}");
        if (matrix.ColumnCount > WidestMatrix || matrix.RowCount > HighestMatrix)
        {
            double squares = 0, largest = 0;
            foreach (T element in matrix.Enumerate())
            {
                double value = double.CreateTruncating(element);
                squares += value * value;
                largest = Math.Max(largest, Math.Abs(value));
            }

            table.Append(CultureInfo.InvariantCulture,
                $": root mean square {Math.Sqrt(squares / ((double)matrix.RowCount * matrix.ColumnCount)):G4}, largest {largest:G4}");
            return;
        }

        for (int i = 0; i < matrix.RowCount; i++)
        {
            table.AppendLine().Append("   ");
            for (int j = 0; j < matrix.ColumnCount; j++)
                table.Append(CultureInfo.InvariantCulture, $" {double.CreateTruncating(matrix[i, j]),10:G4}");
        }
    }
}

/// <summary>A parameter with its gradient.</summary>
/// <param name="Name">The name within its layer, such as <c>weight</c>.</param>
/// <param name="Value">Its values.</param>
/// <param name="Gradient">dLoss/dparameter, of the same shape.</param>
public sealed record ParameterExplanation<T>(string Name, Matrix<T> Value, Matrix<T> Gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
