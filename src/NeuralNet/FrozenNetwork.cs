using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// A network as <see cref="Network{T}.ToFrozen"/> found it, to be served: it predicts the same to the bit, a single
/// sample in less time, and what becomes of the network it was made from does not reach it. Predicting is safe from
/// many threads at once.
/// </summary>
/// <remarks>
/// The weights of a <see cref="Network{T}"/> may be changed at any time and stand unit after unit, while a single
/// sample needs them input after input. A frozen network keeps those of its Dense layers in both orders, so it takes
/// twice the memory. Several samples at once are predicted as by the network, in the same time.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class FrozenNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;

    internal FrozenNetwork(Network<T> network)
    {
        _network = new Network<T>(network.Inputs, [.. network.Layers.Select(layer => layer.CopyForPrediction())]);
        _network.UseDecisionRule(network.DecisionRule);
        _network.UseSchema(network.Schema);
    }

    /// <summary>Columns of the data.</summary>
    public int Inputs => _network.Inputs;

    /// <summary>Columns of the predictions.</summary>
    public int Outputs => _network.Outputs;

    /// <summary>How outputs become classes, as the network had it when it was frozen.</summary>
    public DecisionRule DecisionRule => _network.DecisionRule;

    /// <summary>What inputs and outputs mean, as the network had it when it was frozen.</summary>
    public DataSchema Schema => _network.Schema;

    /// <inheritdoc cref="Network{T}.Predict(Matrix{T})"/>
    public Matrix<T> Predict(Matrix<T> x) => _network.Predict(x);

    /// <inheritdoc cref="Network{T}.Predict(ReadOnlySpan{T}, Span{T})"/>
    public void Predict(ReadOnlySpan<T> x, Span<T> y) => _network.Predict(x, y);

    /// <inheritdoc cref="Network{T}.Predict(T[])"/>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(T[] x) => _network.Predict(x);

    /// <inheritdoc cref="Network{T}.Classify(Matrix{T})"/>
    public int[] Classify(Matrix<T> x) => _network.Classify(x);

    /// <inheritdoc cref="Network{T}.Classify(Matrix{T}, DecisionRule)"/>
    public int[] Classify(Matrix<T> x, DecisionRule rule) => _network.Classify(x, rule);

    /// <inheritdoc cref="Network{T}.Classify(Matrix{T}, double)"/>
    public int[] Classify(Matrix<T> x, double threshold) => _network.Classify(x, threshold);

    /// <inheritdoc cref="Network{T}.Classify(ReadOnlySpan{T})"/>
    [OverloadResolutionPriority(-1)]
    public int Classify(ReadOnlySpan<T> x) => _network.Classify(x);

    /// <inheritdoc cref="Network{T}.ClassifyEach(Matrix{T})"/>
    public bool[,] ClassifyEach(Matrix<T> x) => _network.ClassifyEach(x);

    /// <inheritdoc cref="Network{T}.ClassifyEach(Matrix{T}, DecisionRule)"/>
    public bool[,] ClassifyEach(Matrix<T> x, DecisionRule rule) => _network.ClassifyEach(x, rule);

    /// <summary>A table of the layers with their output widths and numbers of parameters.</summary>
    public override string ToString() => _network.ToString();
}
