using System.Numerics;

namespace NeuralNet.ExtensionTests;

/// <summary>y = x s(beta x) with the sigmoid s (Ramachandran et al., 2017).</summary>
internal sealed class Swish<T>(double beta = 1) : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _beta = T.CreateChecked(beta);

    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    public override Description Describe() => new("Swish") { Settings = new Dictionary<string, double> { ["beta"] = beta } };

    protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * Sigmoid(_beta * x[i]);
    }

    /// <remarks>dy/dx = s + beta y (1 - s).</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        for (int i = 0; i < x.Length; i++)
        {
            T s = Sigmoid(_beta * x[i]);
            dx[i] = dy[i] * (s + _beta * y[i] * (T.One - s));
        }
    }

    private static T Sigmoid(T x) => T.One / (T.One + T.Exp(-x));
}
