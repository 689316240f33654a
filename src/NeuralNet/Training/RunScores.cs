using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Scores of the network as it is, on all samples and without dropout; memory is taken when they are first asked for.
/// </summary>
internal sealed class RunScores<T>(TrainingTask<T> task, StepMaker<T>? steps)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Evaluation<T>? _training;
    private Evaluation<T>? _validation;

    /// <summary>On the training samples, without a pass over them where the next step makes the same.</summary>
    public Scores OfTraining() => steps is { ScoresAllSamples: true }
        ? steps.ScoreAllSamples()
        : (_training ??= new Evaluation<T>(task.Network, task.Loss, task.Data)).Score(task.Penalty());

    /// <summary>
    /// On the training samples, when the run is over. Of a loss of the user's own a copy is asked, so that counters in
    /// its fields stay as they are, and none with diagnostics off, which say that it is asked in training alone; null
    /// then, or if it throws because it is given samples in other numbers.
    /// </summary>
    public Scores? AtEnd()
    {
        bool isOwn = task.Loss.GradientSource != GradientSource.Library;
        if (isOwn && task.Options.Diagnostics == Diagnostics.Off)
            return null;
        try
        {
            return new Evaluation<T>(task.Network, task.Loss.ShallowCopy(), task.Data).Score(task.Penalty());
        }
        catch (Exception) when (isOwn)
        {
            // The run is over and stands.
            return null;
        }
    }

    /// <summary>On the validation samples; null without.</summary>
    public Scores? OfValidation() => task.Validation is { } data
        ? (_validation ??= new Evaluation<T>(task.Network, task.Loss, data)).Score(task.Penalty())
        : null;
}
