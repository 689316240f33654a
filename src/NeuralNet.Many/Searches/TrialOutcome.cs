namespace NeuralNet.Many;

/// <summary>How it ended when a trial was trained to some epoch.</summary>
public sealed record TrialOutcome
{
    /// <summary>The score, the smaller the better; null where the trial threw or diverged.</summary>
    public double? Score { get; init; }

    /// <summary>Why training stopped, on the first split where they differ; null where it never began.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The same in a sentence, or what was thrown.</summary>
    public string Message { get; init; } = "";

    /// <summary>Epochs trained since the trial began, of the split that was trained longest.</summary>
    public int Epochs { get; init; }

    /// <summary>Updates made since the trial began, on all splits together.</summary>
    public long Steps { get; init; }

    /// <summary>What looked wrong, each once.</summary>
    public IReadOnlyList<FindingCode> Findings { get; init; } = [];

    /// <summary>How long this piece of work took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The trained networks' files, one for each split; empty if there are none.</summary>
    public IReadOnlyList<byte[]> Models { get; init; } = [];

    /// <summary>Whether more epochs would change nothing, for something else has ended the training.</summary>
    internal bool IsFinal => StopReason != NeuralNet.StopReason.EpochsReached;
}

/// <summary>A trial of a search, as far as it got.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Settings">What was chosen for it.</param>
/// <param name="Outcome">How it ended, or stands.</param>
public sealed record Trial(int Number, TrialSettings Settings, TrialOutcome Outcome);
