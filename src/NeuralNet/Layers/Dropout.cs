using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Dropout: in training each element is set to 0 with probability <see cref="Rate"/> and the others are divided by 1 -
/// rate, so that the expected output is the input; prediction passes the input through.
/// </summary>
/// <remarks>
/// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014, in the inverted form
/// of Keras and PyTorch.
/// </remarks>
public sealed class Dropout<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _scale;

    /// <summary>Creates the layer.</summary>
    /// <param name="rate">The probability that an element is dropped, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public Dropout(double rate)
    {
        Check.Range(rate, nameof(rate), 0, 1, Bounds.OpenAbove);
        Rate = rate;
        _scale = T.CreateTruncating(1 / (1 - rate));
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double Rate { get; }

    /// <summary>True: training drops, prediction does not.</summary>
    public override bool IsStochastic => true;

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize;

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, input.ColumnCount, input.ColumnCount);
        input.Values().CopyTo(output.Values(), 0);
    }

    /// <inheritdoc/>
    public override void ForwardTraining(LayerPass<T> pass)
    {
        T[] x = pass.Input.Values();
        Span<T> factors = pass.Scratch(x.Length);
        for (int i = 0; i < factors.Length; i++)
            factors[i] = pass.Random.NextDouble() < Rate ? T.Zero : _scale;
        Elementwise<T>.Multiply(x, factors, pass.Output.Values());
    }

    /// <inheritdoc/>
    /// <remarks>dx = dy times the same factors.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is { } inputGradient)
            Elementwise<T>.Multiply(pass.OutputGradient.Values(), pass.Scratch(pass.Input.Values().Length), inputGradient.Values());
    }

    /// <inheritdoc/>
    public override Description Describe() => new("Dropout") { Settings = new Dictionary<string, double> { ["rate"] = Rate } };

    internal override bool IsAffine => true;

    internal override double DropShare => Rate;
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds dropout, active in training only.</summary>
    /// <param name="rate">The probability that an element is dropped, at least 0 and below 1.</param>
    public NetworkBuilder<T> Dropout(double rate) => Add(new Dropout<T>(rate));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Dropout = Layer("Dropout", description => new Dropout<T>(description["rate"]));
}
