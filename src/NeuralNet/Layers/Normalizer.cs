using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What <see cref="Normalizer{T}"/> divides a sample by.</summary>
public enum SampleNorm
{
    /// <summary>The sum of the magnitudes of its values.</summary>
    L1,

    /// <summary>The root of the sum of their squares.</summary>
    L2,

    /// <summary>
    /// The largest value, as the operator Normalizer of ONNX has it; scikit-learn takes the largest magnitude, which is
    /// the same where no value is below 0.
    /// </summary>
    Max,
}

/// <summary>
/// Each sample divided by its norm: y[i, j] = x[i, j] / norm of row i, with x and y <c>N x inputs</c>. A sample whose
/// norm is 0 stays as it is.
/// </summary>
/// <remarks>
/// scikit-learn's Normalizer, ONNX's Normalizer and LpNormalization. Sums are taken of values that were divided by the
/// largest magnitude of their row, so squares neither overflow nor vanish.
/// </remarks>
public sealed class Normalizer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Creates the layer.</summary>
    /// <param name="norm">What a sample is divided by; L2 as in scikit-learn unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no member of the enumeration.</exception>
    public Normalizer(SampleNorm norm = SampleNorm.L2)
    {
        Check.Defined((int)norm, (int)SampleNorm.Max, nameof(norm), nameof(SampleNorm));
        Norm = norm;
    }

    /// <summary>What a sample is divided by.</summary>
    public SampleNorm Norm { get; }

    /// <inheritdoc/>
    public override OutputRange OutputRange => Norm == SampleNorm.Max ? OutputRange.Unlimited : new(-1, 1);

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize;

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, input.ColumnCount, input.ColumnCount);
        NormalizerKernels<T>.Normalize(Norm, input.RowCount, input.ColumnCount, input.Values(), output.Values());
    }

    /// <inheritdoc/>
    /// <remarks>
    /// dx[i, j] = (dy[i, j] - d[i, j] sum over k of dy[i, k] y[i, k]) / norm of row i, with the norm's derivative d:
    /// the sign of x for L1, y for L2, 1 for the first of the largest values and 0 elsewhere for Max.
    /// </remarks>
    public override void Backward(LayerPass<T> pass)
    {
        Matrix<T> x = pass.Input;
        if (pass.InputGradient is { } dx)
            NormalizerKernels<T>.Gradient(Norm, x.RowCount, x.ColumnCount, x.Values(), pass.Output.Values(), pass.OutputGradient.Values(), dx.Values());
    }

    /// <inheritdoc/>
    public override Description Describe() => new("Normalizer") { Parts = new Dictionary<string, Description> { ["norm"] = Description.Choice(Norm) } };
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds the division of each sample by its norm.</summary>
    /// <param name="norm">What a sample is divided by.</param>
    public NetworkBuilder<T> Normalizer(SampleNorm norm = SampleNorm.L2) => Add(new Normalizer<T>(norm));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Normalizer = Layer("Normalizer", description => new Normalizer<T>(description.Choice<SampleNorm>("norm")));
}
