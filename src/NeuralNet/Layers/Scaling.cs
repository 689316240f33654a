using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Scales each column by constants: y = (x - offset) * factor, with x <c>N x inputs</c>. As a network's first layer it
/// makes the scaling part of the model: it is saved with the weights, and the network is given raw data wherever it is
/// used.
/// </summary>
/// <remarks>
/// <see cref="Scaling.Standard{T}(Matrix{T})"/> and <see cref="Scaling.MinMax{T}(Matrix{T})"/> fit it to data. Training
/// leaves offsets and factors as they are.
/// </remarks>
public sealed class Scaling<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _offsets;
    private readonly Parameter<T> _factors;

    /// <summary>Creates the layer.</summary>
    /// <param name="offsets">What is subtracted from each column, finite; at least one column.</param>
    /// <param name="factors">
    /// What each column is then multiplied by, finite; as many as offsets. With factor 0 a column becomes 0.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no column, the lengths differ, or a value is NaN or infinite.
    /// </exception>
    public Scaling(IReadOnlyList<T> offsets, IReadOnlyList<T> factors)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(factors);
        if (offsets.Count == 0)
            throw new ArgumentException("'offsets' is empty, but at least one column is needed.", nameof(offsets));
        if (offsets.Count != factors.Count)
            throw new ArgumentException($"'offsets' has {Check.Text(offsets.Count)} values, but 'factors' has {Check.Text(factors.Count)}: each column "
                + "needs one of both.", nameof(factors));
        _offsets = Constant("offset", offsets, nameof(offsets));
        _factors = Constant("factor", factors, nameof(factors));
        Constants = [_offsets, _factors];
    }

    /// <summary>
    /// What is subtracted from each column, <c>1 x inputs</c>. Setting an element changes the network at once.
    /// </summary>
    public Matrix<T> Offsets => _offsets.Value;

    /// <summary>
    /// What each column is multiplied by after the subtraction, <c>1 x inputs</c>. Setting an element changes the
    /// network at once.
    /// </summary>
    public Matrix<T> Factors => _factors.Value;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Constants { get; }

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize == Factors.ColumnCount
        ? inputSize
        : throw new ArgumentException($"{this} was made for {Check.Text(Factors.ColumnCount)} columns, but is given "
            + $"{Check.Text(inputSize)}.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, Factors.ColumnCount, Factors.ColumnCount);
        ColumnScaling<T>.Scale(input.RowCount, input.Values(), Offsets.Values(), Factors.Values(), output.Values());
    }

    /// <inheritdoc/>
    /// <remarks>dx = dy * factor.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is { } inputGradient)
            ColumnScaling<T>.ScaleGradient(pass.Input.RowCount, Factors.Values(), pass.OutputGradient.Values(), inputGradient.Values());
    }

    /// <inheritdoc/>
    public override Layer<T> Copy() => new Scaling<T>(Offsets.Values(), Factors.Values());

    /// <inheritdoc/>
    public override Description Describe() => new("Scaling") { Settings = new Dictionary<string, double> { ["inputs"] = Factors.ColumnCount } };

    internal override bool IsAffine => true;

    private static Parameter<T> Constant(string name, IReadOnlyList<T> values, string argument)
    {
        var constant = new Parameter<T>(name, 1, values.Count, Decay.Exempt);
        for (int j = 0; j < values.Count; j++)
            constant.Value.At(0, j, values[j]);
        Check.Finite<T>(constant.Span, argument, "Scaling needs finite numbers.");
        return constant;
    }
}

/// <summary>
/// Scaling layers fitted to data. Fit them to training data only;
/// <c>Network.WithInputs&lt;double&gt;(4).Standardize(x)</c> puts one in front of a network.
/// </summary>
public static class Scaling
{
    /// <summary>
    /// Standardises: (x - mean) / deviation, the same numbers up to rounding as <see cref="StandardScaler"/> fitted to
    /// the same data.
    /// </summary>
    /// <param name="x">Training samples, <c>N x inputs</c>, finite, at least one row.</param>
    /// <returns>
    /// Offset mean and factor 1 / population deviation (divided by N) of each column; for a constant column factor 0,
    /// so that it becomes 0.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no row, x holds NaN or infinity, or a column has no deviation that T can divide by.
    /// </exception>
    public static Scaling<T> Standard<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Make<T>(StandardScaler.Fit(x), nameof(x));

    /// <summary>Standardises as a scaler does that has been fitted already.</summary>
    /// <param name="scaler">The scaler.</param>
    /// <returns>The layer of the scaler's <see cref="ColumnScaler.Transform{T}"/>.</returns>
    /// <exception cref="ArgumentException">A deviation is too large or too small for T.</exception>
    public static Scaling<T> Standard<T>(StandardScaler scaler)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Make<T>(scaler, nameof(scaler));

    /// <summary>Scales into 0 .. 1: (x - lowest) / (highest - lowest).</summary>
    /// <param name="x">Training samples, <c>N x inputs</c>, finite, at least one row.</param>
    /// <returns>
    /// Offset lowest value and factor 1 / range of each column; for a constant column factor 0, so that it becomes 0.
    /// Other data may lie outside 0 .. 1.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no row, x holds NaN or infinity, or a column has no range that T can divide by.
    /// </exception>
    public static Scaling<T> MinMax<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Make<T>(MinMaxScaler.Fit(x), nameof(x));

    /// <summary>Scales into 0 .. 1 as a scaler does that has been fitted already.</summary>
    /// <param name="scaler">The scaler.</param>
    /// <returns>The layer of the scaler's <see cref="ColumnScaler.Transform{T}"/>.</returns>
    /// <exception cref="ArgumentException">A range is too large or too small for T.</exception>
    public static Scaling<T> MinMax<T>(MinMaxScaler scaler)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Make<T>(scaler, nameof(scaler));

    /// <summary>
    /// Undoes what a scaler did to the targets: y = x * width + offset, the same numbers up to rounding as
    /// <see cref="ColumnScaler.Restore{T}"/>.
    /// </summary>
    /// <remarks>
    /// For the end of a network that has been trained on scaled targets: <c>new Network&lt;double&gt;(network.Inputs,
    /// [.. network.Layers, Scaling.Restore&lt;double&gt;(scaler)])</c> predicts in the units of the targets, and the
    /// scaling is saved with it.
    /// </remarks>
    /// <param name="scaler">
    /// The scaler that was fitted to the targets, standard or min-max, none of its columns constant.
    /// </param>
    /// <returns>
    /// For a standard scaler offset -mean / deviation and factor deviation of each column; for a min-max scaler -lowest
    /// / range and range.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A column is constant, or its values are too large or too small for T.
    /// </exception>
    public static Scaling<T> Restore<T>(ColumnScaler scaler)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scaler);
        var offsets = new T[scaler.Columns];
        var factors = new T[offsets.Length];
        for (int j = 0; j < offsets.Length; j++)
        {
            (double offset, double width) = (scaler.Offsets[j], scaler.Widths[j]);
            if (width == 0)
                throw new ArgumentException($"Column {Check.Text(j)} of the data that 'scaler' was fitted to is {Check.Text(offset)} throughout, and no "
                    + "factor brings that back. Leave constant targets out.", nameof(scaler));
            (offsets[j], factors[j]) = (T.CreateTruncating(-offset / width), T.CreateTruncating(width));
            if (!T.IsFinite(offsets[j]) || !T.IsFinite(factors[j]) || factors[j] == T.Zero)
                throw new ArgumentException($"Column {Check.Text(j)} of the data that 'scaler' was fitted to has the {scaler.WidthName} {Check.Text(width)} "
                    + $"about {Check.Text(offset)}, which {typeof(T).Name} cannot scale by: the values are too large or too close to 0. Change their unit "
                        + "first.", nameof(scaler));
        }

        return new Scaling<T>(offsets, factors);
    }

    private static Scaling<T> Make<T>(ColumnScaler scaler, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scaler, argument);
        (double[] offsets, double[] widths) = (scaler.Offsets, scaler.Widths);
        var factors = new T[widths.Length];
        for (int j = 0; j < factors.Length; j++)
        {
            factors[j] = widths[j] == 0 ? T.Zero : T.CreateTruncating(1 / widths[j]);
            bool fits = T.IsFinite(factors[j]) && T.IsFinite(T.CreateTruncating(offsets[j])) && (factors[j] != T.Zero || widths[j] == 0);
            if (!fits)
                throw new ArgumentException($"Column {Check.Text(j)} of '{argument}' has the {scaler.WidthName} {Check.Text(widths[j])} about "
                    + $"{Check.Text(offsets[j])}, which {typeof(T).Name} cannot scale by: the values are too large or too close to 0. Change their unit "
                        + "first.", argument);
        }

        return new Scaling<T>([.. offsets.Select(T.CreateTruncating)], factors);
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>
    /// Makes the network standardise its inputs: (x - mean) / deviation, with the mean and population deviation of each
    /// column of the data given here.
    /// </summary>
    /// <param name="x">Training samples as the network will be given them, not scaled, <c>N x inputs</c>.</param>
    /// <exception cref="InvalidOperationException">
    /// It is not the first layer, so x is not what it would be given.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// x does not fit: see <see cref="Scaling.Standard{T}(Matrix{T})"/>.
    /// </exception>
    public NetworkBuilder<T> Standardize(Matrix<T> x) => AddFirst(Scaling.Standard(x), nameof(Standardize));

    /// <summary>Makes the network standardise its inputs as a scaler does that has been fitted already.</summary>
    /// <param name="scaler">The scaler; it is no longer applied to the data, for the network does it.</param>
    /// <inheritdoc cref="Standardize(Matrix{T})" path="/exception"/>
    public NetworkBuilder<T> Standardize(StandardScaler scaler) => AddFirst(Scaling.Standard<T>(scaler), nameof(Standardize));

    /// <summary>
    /// Makes the network scale its inputs into 0 .. 1: (x - lowest) / (highest - lowest), of each column of the data
    /// given here.
    /// </summary>
    /// <param name="x">Training samples as the network will be given them, not scaled, <c>N x inputs</c>.</param>
    /// <exception cref="InvalidOperationException">
    /// It is not the first layer, so x is not what it would be given.
    /// </exception>
    /// <exception cref="ArgumentException">x does not fit: see <see cref="Scaling.MinMax{T}(Matrix{T})"/>.</exception>
    public NetworkBuilder<T> MinMaxScale(Matrix<T> x) => AddFirst(Scaling.MinMax(x), nameof(MinMaxScale));

    /// <summary>
    /// Makes the network scale its inputs into 0 .. 1 as a scaler does that has been fitted already, or was made for
    /// known limits.
    /// </summary>
    /// <param name="scaler">The scaler; it is no longer applied to the data, for the network does it.</param>
    /// <inheritdoc cref="MinMaxScale(Matrix{T})" path="/exception"/>
    public NetworkBuilder<T> MinMaxScale(MinMaxScaler scaler) => AddFirst(Scaling.MinMax<T>(scaler), nameof(MinMaxScale));

    private NetworkBuilder<T> AddFirst(Scaling<T> scaling, string method)
    {
        if (_layers.Count > 0)
            throw new InvalidOperationException($"{method} is fitted to the network's inputs, so it must come first, but it follows {_layers[^1]}. Add(new "
                + "Scaling(...)) adds a scaling layer elsewhere.");
        return Add(scaling);
    }
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Scaling = Layer("Scaling", description =>
    {
        int inputs = description.Count("inputs");
        description.RequireTensor("offset", inputs);
        var values = new T[inputs];
        return new Scaling<T>(values, values);
    });
}
