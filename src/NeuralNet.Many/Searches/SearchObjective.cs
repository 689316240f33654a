using System.Numerics;
using NeuralNet.Many.Fleets;

namespace NeuralNet.Many;

/// <summary>
/// What a search makes small: the score, on held samples, of networks that were trained on the others.
/// </summary>
/// <remarks>
/// Nothing of a held part can leak into a model: the function that makes it is given the training part alone, and what
/// it fits, such as scaling, it fits to that. Still the best score of many trials is a little too good for the best
/// network: keep a part of the data for the end.
/// </remarks>
/// <param name="Name">What the silos of a cluster know it by, and its journal: no code is written or sent.</param>
/// <param name="Splits">
/// One split for a held part, such as <c>[DataSplit&lt;float&gt;.Random(data, 0.25)]</c>; several for
/// cross-validation, such as <c>DataSplit&lt;float&gt;.Folds(data, 5)</c>: the score is the mean over them.
/// </param>
/// <param name="Make">
/// Makes a trainer, not trained yet, from settings, the training part and a seed. A function of these and nothing else,
/// called from several threads at once.
/// </param>
public sealed record SearchObjective<T>(string Name, IReadOnlyList<DataSplit<T>> Splits, Func<TrialSettings, Dataset<T>, int, Trainer<T>> Make)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The score of a trained network on a held part, the smaller the better; null for the loss that it was trained
    /// with, without penalties.
    /// </summary>
    public Func<Network<T>, Dataset<T>, double>? Score { get; init; }

    /// <summary>How to make layers of one's own that the networks have; null if there are none.</summary>
    public KnownTypes<T>? KnownTypes { get; init; }

    /// <summary>What stands for the data of all splits, names included: the same for the same data.</summary>
    public string DataFingerprint() => Fingerprint.Of(Splits.SelectMany(split => new[] { split.Training, split.Held }));

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentNullException.ThrowIfNull(Make);
        if (Splits is null || Splits.Count == 0)
            throw new ArgumentException($"'{nameof(Splits)}' of the objective '{Name}' is empty, but at least one split was expected.");
    }
}
