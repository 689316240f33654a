using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Leaky rectified linear unit: y = x where x > 0, slope x elsewhere. A unit with a negative input still learns.
/// </summary>
public sealed class LeakyReLU<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _slope;

    /// <summary>Creates the activation.</summary>
    /// <param name="slope">The slope for negative inputs, at least 0 and below 1; 0.01 as in PyTorch unless
    /// given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is outside its range.</exception>
    public LeakyReLU(double slope = 0.01)
    {
        Check.Range(slope, nameof(slope), 0, 1, Bounds.OpenAbove);
        Slope = slope;
        _slope = T.CreateTruncating(slope);
    }

    /// <summary>The slope for negative inputs.</summary>
    public double Slope { get; }

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(Slope == 0 ? 0 : double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Description Describe() => new("LeakyReLU") { Settings = new Dictionary<string, double> { ["slope"] = Slope } };

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => Elementwise<T>.LeakyReLU(_slope, x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 where x > 0, slope elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        => Elementwise<T>.LeakyReLUGradient(_slope, x, dy, dx);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = x for positive, slope x for other x.</summary>
    /// <param name="slope">The slope for negative inputs, at least 0 and below 1.</param>
    public NetworkBuilder<T> LeakyReLU(double slope = 0.01) => Add(new LeakyReLU<T>(slope));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType LeakyReLU = Layer("LeakyReLU", description => new LeakyReLU<T>(description["slope"]));
}
