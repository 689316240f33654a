using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Parametric ReLU: y = x where x > 0, slope x elsewhere, with x <c>N x inputs</c> and a slope for each column that
/// training finds.
/// </summary>
/// <remarks>
/// He et al., 2015. A slope for each feature as in Keras and in PyTorch's <c>PReLU(num_parameters)</c>. Weight decay
/// and penalties leave the slopes alone: they would pull a PReLU towards a ReLU.
/// </remarks>
public sealed class PReLU<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _slopes;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Columns of the batch, at least 1.</param>
    /// <param name="slope">
    /// The slope of every column at the start, finite; 0.25 as in the source and in PyTorch unless given, 0 in Keras.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no column, or the slope is not finite.</exception>
    public PReLU(int inputs, double slope = 0.25)
    {
        Check.Count(inputs, nameof(inputs), "input");
        Check.Range(slope, nameof(slope), double.NegativeInfinity, double.PositiveInfinity);
        _slopes = new Parameter<T>("slope", 1, inputs, Decay.Exempt);
        Parameters = Array.AsReadOnly([_slopes]);
        Slopes.Values().AsSpan().Fill(T.CreateTruncating(slope));
    }

    /// <summary>
    /// The slope of each column for inputs of at most 0, <c>1 x inputs</c>. Setting an element changes the network at
    /// once.
    /// </summary>
    public Matrix<T> Slopes => _slopes.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize == Slopes.ColumnCount
        ? inputSize
        : throw new ArgumentException(
            $"{this} has {Check.Text(Slopes.ColumnCount)} slopes, one for each column, but is given {Check.Text(inputSize)} columns.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, Slopes.ColumnCount, Slopes.ColumnCount);
        (int rows, T[] x, T[] y, T[] slopes) = (input.RowCount, input.Values(), output.Values(), Slopes.Values());
        if (rows == 1)
        {
            SpanWalk<T>.Map<Value>(default, x, slopes, y);
            return;
        }

        for (int j = 0; j < slopes.Length; j++)
            Elementwise<T>.LeakyReLU(slopes[j], x.AsSpan(j * rows, rows), y.AsSpan(j * rows, rows));
    }

    /// <inheritdoc/>
    /// <remarks>dx = dy where x > 0, slope dy elsewhere; dslope = column sums of x dy where x is at most 0.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        T[] x = pass.Input.Values();
        T[] dy = pass.OutputGradient.Values();
        Span<T> parts = pass.Scratch(x.Length);
        SpanWalk<T>.Map<SlopeGradient>(default, x, dy, parts);
        Reductions<T>.ColumnSums(pass.Input.RowCount, parts, pass.ParameterGradients[0].Values());
        if (pass.InputGradient is not { } inputGradient)
            return;
        (int rows, T[] slopes) = (pass.Input.RowCount, Slopes.Values());
        for (int j = 0; j < slopes.Length; j++)
            Elementwise<T>.LeakyReLUGradient(slopes[j], x.AsSpan(j * rows, rows), dy.AsSpan(j * rows, rows), inputGradient.Values().AsSpan(j * rows, rows));
    }

    /// <inheritdoc/>
    public override Layer<T> Copy()
    {
        var copy = new PReLU<T>(Slopes.ColumnCount);
        Slopes.CopyTo(copy.Slopes);
        return copy;
    }

    /// <inheritdoc/>
    public override Description Describe() => new("PReLU") { Settings = new Dictionary<string, double> { ["inputs"] = Slopes.ColumnCount } };

    private readonly struct Value : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V slope)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), x, slope * x);
    }

    private readonly struct SlopeGradient : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), V.Broadcast(T.Zero), x * dy);
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>
    /// Adds y = x for positive, slope x for other x, with a slope for each column that training finds.
    /// </summary>
    /// <param name="slope">The slope of every column at the start.</param>
    public NetworkBuilder<T> PReLU(double slope = 0.25) => Add(new PReLU<T>(CurrentWidth, slope));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType PReLU = Layer("PReLU", description =>
    {
        int inputs = description.Count("inputs");
        description.RequireTensor("slope", inputs);
        return new PReLU<T>(inputs);
    });
}
