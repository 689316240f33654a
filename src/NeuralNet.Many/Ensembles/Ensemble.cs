using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Many.Ensembles;

namespace NeuralNet.Many;

/// <summary>
/// Several networks that answer as one: outputs are the means of what the members predict, and how far these lie apart
/// says how sure they are. Predicting is safe from many threads at once.
/// </summary>
/// <remarks>
/// For classes the members predict probabilities; these are averaged first and the class is decided after, which is
/// better than a vote (Lakshminarayanan, Pritzel and Blundell, 2017, "Simple and scalable predictive uncertainty
/// estimation using deep ensembles"). <see cref="Ensemble.Train"/> and <see cref="Ensemble.TrainFolds"/> see to it that
/// members predict probabilities.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Ensemble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MemberPrediction<T> _prediction;

    /// <summary>Makes one of networks that are trained already.</summary>
    /// <param name="members">
    /// The networks, at least one; they are copied. They have the same inputs and outputs, names, range of outputs and
    /// rule of decision, and may differ in all else. Classifiers should end in <see cref="Softmax{T}"/> or
    /// <see cref="Sigmoid{T}"/>: of logits the mean is taken as of any number.
    /// </param>
    /// <exception cref="ArgumentException">There is no network, or they do not fit together.</exception>
    public Ensemble(IReadOnlyList<Network<T>> members)
    {
        MemberChecks.FitTogether(members);
        Members = [.. members.Select(member => member.Clone())];
        _prediction = new MemberPrediction<T>(Outputs, [.. Members.Select(member => ((PredictMatrix<T>)member.Predict, (PredictSample<T>)member.Predict))]);
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<Network<T>> Members { get; }

    /// <summary>Columns of the data.</summary>
    public int Inputs => Members[0].Inputs;

    /// <summary>Columns of the predictions.</summary>
    public int Outputs => Members[0].Outputs;

    /// <summary>How mean outputs become classes: the rule that all members have.</summary>
    public DecisionRule DecisionRule => Members[0].DecisionRule;

    /// <summary>What inputs and outputs mean: the names that all members have.</summary>
    public DataSchema Schema => Members[0].Schema;

    /// <summary>The mean of what the members predict.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>
    /// Outputs, <c>N x outputs</c>. A sample's outputs are the same to the bit whatever samples it is predicted with.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, or holds NaN or infinity; or an output would be NaN or infinite.
    /// </exception>
    public Matrix<T> Predict(Matrix<T> x) => _prediction.Mean(x);

    /// <summary>The mean of what the members predict for one sample.</summary>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <returns><c>outputs</c> values in a new array.</returns>
    /// <exception cref="ArgumentException">
    /// x has another length, or holds NaN or infinity; or an output would be NaN or infinite.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var y = new T[Outputs];
        Predict(x, y);
        return y;
    }

    /// <summary>
    /// The mean of what the members predict for one sample, without allocating after the first call on a thread.
    /// </summary>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <param name="y">The outputs, <c>outputs</c> values, to be written.</param>
    /// <exception cref="ArgumentException">
    /// A span has another length, or x holds NaN or infinity; or an output would be NaN or infinite. y is unchanged
    /// then.
    /// </exception>
    public void Predict(ReadOnlySpan<T> x, Span<T> y) => _prediction.Mean(x, y);

    /// <summary>
    /// How far the members' predictions lie apart: their standard deviation about the mean, divided by the number of
    /// members. 0 for a single member.
    /// </summary>
    /// <remarks>
    /// It grows where the training data say little. It is no interval for new targets: their noise is not in it.
    /// </remarks>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>Standard deviations, <c>N x outputs</c>, in units of the outputs.</returns>
    /// <exception cref="ArgumentException">x has another number of columns, or holds NaN or infinity.</exception>
    public Matrix<T> PredictSpread(Matrix<T> x) => _prediction.Deviation(x);

    /// <summary>The class of each sample: <see cref="DecisionRule"/> applied to the mean outputs.</summary>
    /// <inheritdoc cref="Network{T}.Classify(Matrix{T})"/>
    public int[] Classify(Matrix<T> x) => DecisionRule.Classify(Predict(x));

    /// <summary>The class of each sample by a rule for this call alone.</summary>
    /// <inheritdoc cref="Network{T}.Classify(Matrix{T}, DecisionRule)"/>
    public int[] Classify(Matrix<T> x, DecisionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Classify(Predict(x));
    }

    /// <summary>The answer of each mean output by itself, for several labels at once.</summary>
    /// <inheritdoc cref="Network{T}.ClassifyEach(Matrix{T})"/>
    public bool[,] ClassifyEach(Matrix<T> x) => DecisionRule.ClassifyEach(Predict(x));

    /// <summary>A copy that is never changed, to be served; see <see cref="Network{T}.ToFrozen"/>.</summary>
    public FrozenEnsemble<T> ToFrozen() => new(this);

    /// <summary>
    /// Writes all members to one file, a zip archive with a model in the safetensors format for each;
    /// <see cref="Ensemble.Load{T}(string, KnownTypes{T}?)"/> gives the same predictions to the bit.
    /// </summary>
    /// <param name="path">The file, replaced once the new one is complete and on the disk.</param>
    /// <exception cref="ArgumentException">A weight is NaN or infinite.</exception>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => EnsembleFile.Write(Members, stream));
    }

    /// <summary>Writes all members to a stream.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <exception cref="ArgumentException">A weight is NaN or infinite.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        EnsembleFile.Write(Members, stream);
    }

    /// <summary>How many members there are, and the first one's table of layers.</summary>
    public override string ToString() => $"{Text.Of(Members.Count)} networks, the first:{Environment.NewLine}{Members[0]}";
}
