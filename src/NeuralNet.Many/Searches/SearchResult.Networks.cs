using System.Numerics;

namespace NeuralNet.Many;

/// <summary>The trials of a search for a network, and the best network, trained.</summary>
public sealed record SearchResult<T> : SearchResult
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal SearchResult(SearchResult result, IReadOnlyList<Network<T>> networks)
        : base(result) => Networks = networks;

    /// <summary>
    /// The networks of the best trial, one for each split: several are made one by <see cref="Ensemble{T}"/>. Empty if
    /// no trial has a score.
    /// </summary>
    public IReadOnlyList<Network<T>> Networks { get; }

    /// <summary>The network of the best trial, trained on the training part of the first split.</summary>
    /// <exception cref="InvalidOperationException">No trial has a score.</exception>
    public Network<T> Network => Networks.Count > 0 ? Networks[0] : throw new InvalidOperationException(
        $"None of the {Text.Of(Trials.Count)} trials has a score.{(Trials.Count > 0 ? $" The first: {Trials[0].Outcome.Message}" : "")}");

    /// <inheritdoc/>
    public override string ToString() => base.ToString();
}
