namespace NeuralNet;

/// <summary>Where in a training run an update stands.</summary>
/// <param name="Step">Updates made before this one, over all calls of Fit.</param>
/// <param name="Epoch">Epochs completed before this one, over all calls of Fit.</param>
/// <param name="StepInEpoch">Updates made before this one in its epoch.</param>
/// <param name="StepsPerEpoch">
/// Updates in an epoch; <see cref="int.MaxValue"/> where only the caller of <see cref="Trainer{T}.Step(Dataset{T})"/>
/// knows.
/// </param>
public readonly record struct TrainingTime(long Step, int Epoch, int StepInEpoch, int StepsPerEpoch)
{
    /// <summary>
    /// How often the score that <see cref="LearningRateSchedule.PlateauRule"/> watches has come to rest; 0 where
    /// nothing is watched.
    /// </summary>
    public int Plateaus { get; init; }
}
