using System.Diagnostics;
using System.Numerics;
using NeuralNet.Many.Fleets;

namespace NeuralNet.Many;

/// <summary>All that the outcome of a piece of work is a function of.</summary>
/// <param name="Objective">What is trained, and how it is scored.</param>
/// <param name="Trial">The number of the trial.</param>
/// <param name="Settings">What was chosen for it.</param>
/// <param name="Seed">Its seed, a function of its number.</param>
/// <param name="Epochs">How many epochs it is trained to from its beginning; null for as many as its options
/// say.</param>
public sealed record TrialJob<T>(SearchObjective<T> Objective, int Trial, TrialSettings Settings, int Seed, int? Epochs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Trains and scores on the calling thread.</summary>
    /// <param name="folder">
    /// A folder for the checkpoints of this trial: one that is there is gone on from, and one is left for more epochs.
    /// Null to begin at the beginning and leave none. The outcome is the same.
    /// </param>
    /// <param name="cancellation">Ends the training after the current update.</param>
    /// <returns>How it ended; what was thrown is an outcome, too.</returns>
    /// <exception cref="OperationCanceledException">The token was set before the training had ended.</exception>
    public TrialOutcome Run(string? folder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var results = new List<(TrainingResult Result, Network<T> Network, double Score)>();
            for (int i = 0; i < Objective.Splits.Count; i++)
                results.Add(Train(Objective.Splits[i], folder is null ? null : Path.Combine(folder, CheckpointName(i)), cancellation));
            return Outcome(results) with { Elapsed = clock.Elapsed };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new TrialOutcome { Message = $"{e.GetType().Name}: {e.Message}", Elapsed = clock.Elapsed };
        }
    }

    /// <summary>The name of the checkpoint of a split.</summary>
    /// <param name="split">The split, from 0.</param>
    public string CheckpointName(int split) => $"trial-{Text.Of(Trial)}-{Text.Of(split)}.checkpoint";

    /// <summary>
    /// What stands for all that the outcome is a function of but the number of epochs and the held parts, and how many
    /// epochs it is trained to.
    /// </summary>
    /// <exception cref="Exception">What the objective's function throws.</exception>
    public (string Fingerprint, int Epochs) Plan()
    {
        Trainer<T> trainer = Running.Training.OnOneThread(Objective.Make(Settings, Objective.Splits[0].Training, Seed), nameof(Objective.Make));
        return ($"{Fingerprint.Of(Objective.Splits[0].Training, trainer)} {Settings.ToJson()} {Text.Of(Seed)}", Epochs ?? trainer.Options.Epochs);
    }

    private (TrainingResult Result, Network<T> Network, double Score) Train(DataSplit<T> split, string? checkpoint, CancellationToken cancellation)
    {
        Trainer<T> trainer = Made(split, checkpoint);
        if (checkpoint is not null && File.Exists(checkpoint))
        {
            try
            {
                trainer.Restore(checkpoint);
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                // Of another run, or half of one: the beginning leads to the same outcome.
                trainer = Made(split, checkpoint);
            }
        }

        TrainingResult result = trainer.Fit(split.Training, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        double score = Running.Training.IsUsable(result) ? Score(trainer, split.Held) : double.NaN;
        return (result, trainer.Network, score);
    }

    private Trainer<T> Made(DataSplit<T> split, string? checkpoint)
    {
        Trainer<T> trainer = Running.Training.OnOneThread(Objective.Make(Settings, split.Training, Seed), nameof(Objective.Make));
        if (Epochs is not { } epochs)
            return trainer;
        TrainingOptions options = trainer.Options with
        {
            Epochs = epochs,
            Checkpoint = checkpoint is null ? null : new CheckpointOptions(checkpoint) { EveryEpochs = epochs },
        };
        return new Trainer<T>(trainer.Network, trainer.Loss, options);
    }

    private double Score(Trainer<T> trainer, Dataset<T> held)
        => Objective.Score is { } score ? score(trainer.Network, held) : new Trainer<T>(trainer.Network, trainer.Loss).Evaluate(held).Loss;

    private static TrialOutcome Outcome(List<(TrainingResult Result, Network<T> Network, double Score)> results)
    {
        double score = results.Average(result => result.Score);
        TrainingResult first = results.FirstOrDefault(result => !double.IsFinite(result.Score), results[0]).Result;
        return new TrialOutcome
        {
            Score = double.IsFinite(score) ? score : null,
            StopReason = results.Any(result => result.Result.StopReason == NeuralNet.StopReason.EpochsReached) && double.IsFinite(score)
                ? NeuralNet.StopReason.EpochsReached
                : first.StopReason,
            Message = first.StopMessage,
            Epochs = results.Max(result => result.Result.History.Count),
            Steps = results.Sum(result => result.Result.History is [.., var last] ? last.Step : 0),
            Findings = [.. results.SelectMany(result => result.Result.Findings).Select(finding => finding.Code).Distinct()],
            Models = [.. results.Select(result => Bytes(result.Network))],
        };
    }

    private static byte[] Bytes(Network<T> network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }
}
