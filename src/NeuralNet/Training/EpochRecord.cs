using System.Globalization;

namespace NeuralNet;

/// <summary>What happened in one epoch.</summary>
/// <param name="Epoch">The number of the epoch, from 1, over all calls of Fit.</param>
/// <param name="Step">Updates made until its end, over all calls of Fit.</param>
/// <param name="LearningRate">The rate of its last update.</param>
/// <param name="Training">Means over its minibatches, each scored before its own update, as in Keras.</param>
/// <param name="Validation">Scores on the validation data after its last update; null without validation data.</param>
public readonly record struct EpochRecord(int Epoch, long Step, double LearningRate, Scores Training, Scores? Validation)
{
    /// <summary>What was found wrong in this epoch, or before it if it is the first; empty in most epochs.</summary>
    public IReadOnlyList<Finding> Findings { get => field ?? []; init; }

    /// <summary>
    /// What <see cref="BayesianRegularization"/> found with the weights before the update; null for other optimizers.
    /// </summary>
    public BayesianEvidence? Evidence { get; init; }

    /// <summary>
    /// The seed of the initial weights, where progress is told of one of several <see cref="Restarts"/>; null
    /// otherwise.
    /// </summary>
    public int? InitialSeed { get; init; }

    /// <summary>
    /// One line: epoch, loss, accuracy or mean absolute error, the same for validation data, and the rate.
    /// </summary>
    public override string ToString()
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch,5}  {Text(Training)}");
        if (Validation is { } validation)
            line += $"  validation {Text(validation)}";
        return line + string.Create(CultureInfo.InvariantCulture, $"  rate {LearningRate:G4}");
    }

    private static string Text(Scores scores) => scores.Accuracy is { } accuracy
        ? string.Create(CultureInfo.InvariantCulture, $"loss {scores.LossText}  accuracy {100 * accuracy:F2} %")
        : string.Create(CultureInfo.InvariantCulture, $"loss {scores.LossText}  mean absolute error {scores.MeanAbsoluteError:G5}");
}
