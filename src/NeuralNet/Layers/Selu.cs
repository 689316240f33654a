using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Scaled exponential linear unit: y = s x where x > 0, s a (exp(x) - 1) elsewhere, with s = 1.0507009873554805 and a =
/// 1.6732632423543772, for which signals of mean 0 and variance 1 stay so from layer to layer.
/// </summary>
/// <remarks>
/// Klambauer et al., "Self-normalizing neural networks", 2017; with weights of variance 1 / fan-in, and without dropout
/// of the ordinary kind.
/// </remarks>
public sealed class Selu<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Scale = 1.0507009873554804934193349852946;
    private const double ScaledAlpha = 1.7580993408473768599402175208123;

    private static readonly T _scale = T.CreateTruncating(Scale);
    private static readonly T _scaledAlpha = T.CreateTruncating(ScaledAlpha);

    /// <summary>LeCun's normal distribution, for which the constants were found.</summary>
    public override Initializer? PreferredInitializer => Initializer.LeCunNormal;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(-ScaledAlpha, double.PositiveInfinity);

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new ExponentialUnit<T>(_scale, _scaledAlpha), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = s where x > 0, s a exp(x) elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        => SpanWalk<T>.Map(new ExponentialUnitGradient<T>(_scale, _scaledAlpha), x, dy, dx);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds the scaled exponential linear unit of self-normalising networks.</summary>
    public NetworkBuilder<T> Selu() => Add(new Selu<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Selu = Layer("Selu", _ => new Selu<T>());
}
