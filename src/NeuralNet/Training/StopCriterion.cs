using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// When to stop, for rules of one's own: a function of the records of the epochs alone, so that resuming needs no
/// state. For thresholds on the loss and the mean absolute error, patience, time and numbers of steps see
/// <see cref="TrainingOptions"/>.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record StopCriterion
{
    /// <summary>Asked after every whole epoch.</summary>
    /// <param name="history">The epochs of this Fit, the one that has just ended last; at least one.</param>
    /// <returns>Why training stops, a sentence for <see cref="TrainingResult.StopMessage"/>; null to go on.</returns>
    public abstract string? ReasonToStop(TrainingHistory history);

    /// <summary>Throws if a setting is outside its range; called once when a trainer is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public virtual void Validate()
    {
    }

    /// <summary>
    /// What a checkpoint says of the criterion: its kind and settings. The kind is the type's name and there are no
    /// settings unless overridden.
    /// </summary>
    public virtual Description Describe() => new(Description.NameOf(GetType()));
}
