using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Gaussian error linear unit: y = x P(x) with the standard normal distribution function P(x) = (1 + erf(x / sqrt(2)))
/// / 2; outputs lie above -0.17.
/// </summary>
/// <remarks>
/// Hendrycks and Gimpel, 2016. Exact unless told otherwise, as in PyTorch, Keras and ONNX. The other form, of GPT-2,
/// has (1 + tanh(u)) / 2 in place of P(x), with u = sqrt(2 / pi) (x + 0.044715 x^3).
/// </remarks>
public sealed class Gelu<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Creates the activation.</summary>
    /// <param name="form">With the error function, or with the hyperbolic tangent in its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public Gelu(GeluForm form = GeluForm.Exact)
    {
        Check.Defined((int)form, (int)GeluForm.Tanh, nameof(form), nameof(GeluForm));
        Form = form;
    }

    /// <summary>With the error function, or with the hyperbolic tangent in its place.</summary>
    public GeluForm Form { get; }

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(Form == GeluForm.Exact ? -0.16997120747990369 : -0.17004075057125409, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Description Describe() => new("Gelu") { Parts = new Dictionary<string, Description> { ["form"] = Description.Choice(Form) } };

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        if (Form == GeluForm.Exact)
            SpanWalk<T>.Map(default(Value), x, y);
        else
            SpanWalk<T>.Map(default(TanhValue), x, y);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// dy/dx = P(x) + x p(x) with the density p(x) = exp(-x^2 / 2) / sqrt(2 pi); with the tangent s + x s (1 - s) 2
    /// du/dx, where s = (1 + tanh(u)) / 2.
    /// </remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (Form == GeluForm.Exact)
            SpanWalk<T>.Map(default(Gradient), x, dy, dx);
        else
            SpanWalk<T>.Map(default(TanhGradient), x, dy, dx);
    }

    private readonly struct Value : IOperation1<T>
    {
        // x (1 - tail) on the right, x tail on the left: no digits are lost on either side.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            V bounded = NormalDistribution<V, T>.Bounded(x);
            V part = bounded * NormalDistribution<V, T>.Tail(bounded, out _);
            return V.IfGreater(x, V.Broadcast(T.Zero), x - part, part);
        }
    }

    private readonly struct Gradient : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
        {
            x = NormalDistribution<V, T>.Bounded(x);
            V tail = NormalDistribution<V, T>.Tail(x, out V density);
            V distribution = V.IfGreater(x, V.Broadcast(T.Zero), V.Broadcast(T.One) - tail, tail);
            return dy * V.MultiplyAdd(x, density, distribution);
        }
    }

    private readonly struct TanhValue : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            V bounded = TanhForm.Bounded<V, T>(x);
            V s = TanhForm.Distribution<V, T>(bounded, out _);
            return V.IfGreater(x, V.Broadcast(T.Zero), x, bounded) * s;
        }
    }

    private readonly struct TanhGradient : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
        {
            x = TanhForm.Bounded<V, T>(x);
            V s = TanhForm.Distribution<V, T>(x, out V rest);
            return dy * (s * V.MultiplyAdd(x * rest, TanhForm.Slope<V, T>(x), V.Broadcast(T.One)));
        }
    }
}

/// <summary>The forms of <see cref="Gelu{T}"/>.</summary>
public enum GeluForm
{
    /// <summary>With the error function.</summary>
    Exact,

    /// <summary>
    /// With the hyperbolic tangent in place of the error function: <c>approximate="tanh"</c> in PyTorch and ONNX.
    /// </summary>
    Tanh,
}

/// <summary>
/// s = (1 + tanh(u)) / 2 = 1 / (1 + exp(-2u)) with 2u = x (c + d x^2), c = 2 sqrt(2 / pi) and d = 0.044715 c.
/// </summary>
file static class TanhForm
{
    // The second parts are what rounding dropped, in each precision: 2u becomes large, and its error is that of the
    // result.
    private const double C = 1.5957691216057308;
    private const double CRest = -9.96930880911092e-17;
    private const double D = 0.07135481627260025;
    private const double DRest = -6.175149918155315e-19;

    /// <summary>x, cut where exp(-2|u|) has become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Bounded<V, T>(V x)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => VectorMath<V, T>.Clamp(x, typeof(T) == typeof(float) ? 11.5 : 22);

    /// <summary>s and 1 - s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Distribution<V, T>(V x, out V rest)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        V c = VectorMath<V, T>.Constant(C);
        V d = VectorMath<V, T>.Constant(D);
        V square = x * x;
        V part = d * square;
        V sum = c + part;
        V u = x * sum;

        // What the four operations rounded off, to first order: s changes by s (1 - s) of it.
        V squareLost = V.MultiplyAdd(x, x, -square);
        V partLost = V.MultiplyAdd(d, square, -part) + V.MultiplyAdd(d, squareLost, VectorMath<V, T>.Constant(isSingle ? D - (float)D : DRest) * square);
        V head = sum - part;
        V sumLost = c - head + (part - (sum - head)) + VectorMath<V, T>.Constant(isSingle ? C - (float)C : CRest);
        V lost = V.MultiplyAdd(x, sum, -u) + x * (partLost + sumLost);
        V s = VectorMath<V, T>.Sigmoid(u, out V e);
        V one = V.Broadcast(T.One);
        rest = V.IfGreater(V.Broadcast(T.Zero), x, one, e) / (one + e);
        return V.MultiplyAdd(s * rest, lost, s);
    }

    /// <summary>The derivative of 2u: c + 3 d x^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<V, T>(V x)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => V.MultiplyAdd(x * x, VectorMath<V, T>.Constant(3 * D), VectorMath<V, T>.Constant(C));
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = x P(x) with the standard normal distribution function P.</summary>
    /// <param name="form">With the error function, or with the hyperbolic tangent in its place.</param>
    public NetworkBuilder<T> Gelu(GeluForm form = GeluForm.Exact) => Add(new Gelu<T>(form));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Gelu = Layer("Gelu", description => new Gelu<T>(description.Choice<GeluForm>("form")));
}
