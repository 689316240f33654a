using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A setting that may keep the network from learning, and the run without it.</summary>
/// <param name="code">The finding that would name it.</param>
/// <param name="name">What is taken away, such as <c>L2 of 1</c>.</param>
/// <param name="without">The options without it; the same where it is no option.</param>
internal sealed class Suspect(FindingCode code, string name, Func<TrainingOptions, TrainingOptions> without)
{
    public FindingCode Code { get; } = code;

    public string Name { get; } = name;

    public Func<TrainingOptions, TrainingOptions> Without { get; } = without;

    /// <summary>Whether first steps cannot tell, so that the trial goes on from the final weights.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Whether it is the layers that drop values.</summary>
    public bool IsDropout { get; init; }

    /// <summary>Whether it is the weights of classes and samples.</summary>
    public bool IsWeights { get; init; }

    /// <summary>Whether it is the end of the run: without it there are more steps.</summary>
    public bool IsEnd { get; init; }
}

/// <summary>What a few steps showed.</summary>
/// <param name="suspect">What was taken away.</param>
/// <param name="goesOn">Whether the trial began at the final weights, not at the initial ones.</param>
/// <param name="steps">Steps.</param>
/// <param name="with">The network after them with the suspect.</param>
/// <param name="without">And without.</param>
internal sealed class TrialFacts(Suspect suspect, bool goesOn, int steps, Performance with, Performance without)
{
    // A twentieth of what is to be learned, in a fiftieth of the run.
    private const double ClearGain = 0.05;

    public FindingCode Code => suspect.Code;

    public string Name => suspect.Name;

    public bool GoesOn => goesOn;

    /// <summary>Whether it went clearly better without.</summary>
    public bool Accuses => (suspect.IsWeights ? without.Correlation - with.Correlation : without.Skill - with.Skill) > ClearGain && without.Skill > 0;

    /// <summary>A sentence, after a space.</summary>
    public string Text => Invariant($" Tried for {steps} steps from the {(goesOn ? "final" : "initial")} weights: ") + (suspect.IsWeights
        ? Invariant($"with {Name} the network explains {Percent(with.Correlation)} of the variance, without {Percent(without.Correlation)}.")
        : Invariant($"with {Name} the loss is {Number(with.Loss)}, without {Number(without.Loss)} (a constant answer has {Number(with.ConstantLoss)})."));
}
