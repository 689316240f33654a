using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Many.Ensembles;

namespace NeuralNet.Many;

/// <summary>
/// An ensemble as <see cref="Ensemble{T}.ToFrozen"/> found it, to be served: it predicts the same to the bit, a single
/// sample in less time. Predicting is safe from many threads at once.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class FrozenEnsemble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MemberPrediction<T> _prediction;

    internal FrozenEnsemble(Ensemble<T> ensemble)
    {
        FrozenNetwork<T>[] members = [.. ensemble.Members.Select(member => member.ToFrozen())];
        _prediction = new MemberPrediction<T>(
            ensemble.Outputs, [.. members.Select(member => ((PredictMatrix<T>)member.Predict, (PredictSample<T>)member.Predict))]);
        Inputs = ensemble.Inputs;
        Outputs = ensemble.Outputs;
        DecisionRule = ensemble.DecisionRule;
        Schema = ensemble.Schema;
    }

    /// <summary>Columns of the data.</summary>
    public int Inputs { get; }

    /// <summary>Columns of the predictions.</summary>
    public int Outputs { get; }

    /// <summary>How mean outputs become classes, as the ensemble had it when it was frozen.</summary>
    public DecisionRule DecisionRule { get; }

    /// <summary>What inputs and outputs mean, as the ensemble had it when it was frozen.</summary>
    public DataSchema Schema { get; }

    /// <inheritdoc cref="Ensemble{T}.Predict(Matrix{T})"/>
    public Matrix<T> Predict(Matrix<T> x) => _prediction.Mean(x);

    /// <inheritdoc cref="Ensemble{T}.Predict(T[])"/>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = new T[Outputs];
        Predict(x, y);
        return y;
    }

    /// <inheritdoc cref="Ensemble{T}.Predict(ReadOnlySpan{T}, Span{T})"/>
    public void Predict(ReadOnlySpan<T> x, Span<T> y) => _prediction.Mean(x, y);

    /// <inheritdoc cref="Ensemble{T}.PredictSpread(Matrix{T})"/>
    public Matrix<T> PredictSpread(Matrix<T> x) => _prediction.Deviation(x);

    /// <inheritdoc cref="Ensemble{T}.Classify(Matrix{T})"/>
    public int[] Classify(Matrix<T> x) => DecisionRule.Classify(Predict(x));

    /// <inheritdoc cref="Ensemble{T}.Classify(Matrix{T}, DecisionRule)"/>
    public int[] Classify(Matrix<T> x, DecisionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Classify(Predict(x));
    }

    /// <inheritdoc cref="Ensemble{T}.ClassifyEach(Matrix{T})"/>
    public bool[,] ClassifyEach(Matrix<T> x) => DecisionRule.ClassifyEach(Predict(x));
}
