using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// A layer that training leaves as it is, to the bit: its parameters are constants, which are saved with the network
/// and of which optimizers, weight decay and penalties know nothing. For transfer learning, the layers of a trained
/// network under new ones: <c>new Network&lt;double&gt;(inputs, [.. trained.Layers.Take(2).Select(layer =>
/// layer.AsFixed()), new Dense&lt;double&gt;(8, 1)])</c>.
/// </summary>
public sealed class Fixed<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Fixed";

    /// <summary>Creates the layer.</summary>
    /// <param name="layer">What it computes; a copy is made when a network is made of it. <see cref="Layer"/> gives it
    /// back, to be trained again.</param>
    public Fixed(Layer<T> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer = layer;
        Constants = [.. layer.Parameters, .. layer.Constants];
    }

    /// <summary>The layer that is not trained.</summary>
    public Layer<T> Layer { get; }

    /// <summary>The parameters and constants of <see cref="Layer"/>.</summary>
    public override IReadOnlyList<Parameter<T>> Constants { get; }

    /// <inheritdoc/>
    public override Initializer? PreferredInitializer => Layer.PreferredInitializer;

    /// <inheritdoc/>
    public override bool IsStochastic => Layer.IsStochastic;

    /// <inheritdoc/>
    public override OutputRange OutputRange => Layer.OutputRange;

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => Layer.OutputSize(inputSize);

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output) => Layer.Forward(input, output);

    /// <inheritdoc/>
    public override void ForwardTraining(LayerPass<T> pass) => Layer.ForwardTraining(pass.Within(Layer));

    /// <inheritdoc/>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is not null)
            Layer.Backward(pass.Within(Layer));
    }

    /// <inheritdoc/>
    public override void Initialize(Initializer preferred, RandomStream random) => Layer.Initialize(preferred, random);

    /// <inheritdoc/>
    public override Layer<T> Copy() => new Fixed<T>(Layer.Copy());

    /// <inheritdoc/>
    public override Description Describe() => new(Kind) { Parts = new Dictionary<string, Description> { ["layer"] = Layer.Describe() } };

    /// <inheritdoc/>
    public override string ToString() => $"Fixed {Layer}";
}
