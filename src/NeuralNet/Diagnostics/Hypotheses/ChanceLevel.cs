using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A network that answers no better than a constant, by the loss that was trained.</summary>
internal sealed class ChanceLevel : Hypothesis
{
    private const double Plateau = 0.02;

    // Learned by heart: much on the training part, nothing on the validation part.
    private const double LearnedByHeart = 0.2;
    private const double Negligible = 0.1;
    private const double ClearlyBetter = 0.07;
    private const int FewestSteps = 50;

    public override FindingCode Code => FindingCode.ChanceLevel;

    protected override FindingCode[] Effects => [FindingCode.Overfitting, FindingCode.Overconfidence];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Outcome: { Divergence: null, IsFine: false } outcome, Course: { Epochs: >= 3 } course, IsComparing: true }
            || evidence.StepsMade < FewestSteps || findings.Has(FindingCode.StillImproving) || double.IsNaN(outcome.Skill))
            return null;
        if (outcome.HasValidation)
            return IsNothing(outcome.Validation!) && !WasBetterOnce(evidence, course) ? OnValidation(evidence, outcome, course) : null;
        Performance training = outcome.Training;

        bool isNothing = training.Skill < Negligible / 5 && !(training.SkillInErrors > 3)
            && !(outcome.Reference is { KnowsSomething: true } reference && training.CorrelationInErrors > 4
            && (!reference.FindsSomething || outcome.ReachesReference));
        if (!(isNothing || outcome.IsFittedNoise) || course.LateImprovement(record => record.Training.Loss) > 2 * Plateau)
            return null;
        return OnTraining(evidence, outcome, course);
    }

    private static bool IsNothing(Performance part)
        => part.SkillInErrors < 2 && !(part.CorrelationInErrors > 3) && (part.Skill < 0 || part.Skill + 2 * part.SkillError < Negligible);

    /// <summary>
    /// Whether the validation loss was clearly below a constant answer's in some epoch: then something was learned, and
    /// lost.
    /// </summary>
    private static bool WasBetterOnce(Evidence evidence, Course course)
    {
        Performance part = evidence.Outcome!.Validation!;
        double lowest = course[course.BestValidation].Validation!.Value.Loss - evidence.Outcome.Penalty;
        return evidence.Options.ClassWeights is null && part.ConstantLoss - lowest > ClearlyBetter * part.ConstantLoss;
    }

    private Finding OnValidation(Evidence evidence, Outcome outcome, Course course)
    {
        bool isByHeart = outcome.Training.Skill > LearnedByHeart;
        return Describe(evidence, outcome,
            Invariant($"On the validation data the network is no better than a constant answer: {Scored(outcome.Validation!)}. On the training data it ")
                + Invariant($"{(isByHeart ? "is" : "is hardly better")}: {Scored(outcome.Training)}.{Found(outcome)}"),
            isByHeart
                ? "What was learned is single samples by heart, and tells nothing of others. Inputs and targets do not belong together (rows shuffled apart, "
                    + "shifted by one), the inputs say nothing about the targets, or the samples are too few to tell."
                : "Nothing of the inputs has reached the answers. Inputs and targets do not belong together (rows shuffled apart, shifted by one), or the "
                    + "inputs say nothing about the targets.",
            course);
    }

    private Finding OnTraining(Evidence evidence, Outcome outcome, Course course)
    {
        string seen = outcome.Training.Accuracy is { } accuracy
            ? Invariant($"After {course.Epochs} epochs the training accuracy is {100 * accuracy:0.0} %; always giving the most frequent answer reaches ")
                + Invariant($"{100 * ConstantAccuracy(evidence):0.0} %. ")
            : Invariant($"After {course.Epochs} epochs: ");
        return Describe(evidence, outcome,
            Invariant($"{seen}{Scored(outcome.Training)}, no more than {evidence.Network!.Parameters} weights fit to noise. The loss no longer ")
                + Invariant($"falls.{Found(outcome)}"),
            outcome.Reference is { FindsSomething: true }
                ? "Something in the settings keeps the network from learning what is there: it is on a plateau or stuck."
                : "Nothing of the inputs has reached the answers. The run is on a plateau or stuck, the network is too small for the problem (XOR cannot be "
                    + "learned without a hidden layer), or inputs and targets do not belong together (rows shuffled apart).",
            course);
    }

    private Finding Describe(Evidence evidence, Outcome outcome, string seen, string cause, Course course) => New(evidence, Severity.Warning, seen, cause,
        outcome.Reference is { FindsSomething: true } && !(outcome.Training.Skill > LearnedByHeart)
            ? $"{evidence.IfRate("A learning rate 3 times higher and lower, more epochs, another seed, Adam", "More epochs, another seed")}, more hidden "
                + "units. Check that a handful of samples can be learned by heart."
            : "Check that row i of the targets belongs to row i of the inputs: print a few of both. Then "
                + $"{evidence.IfRate("a learning rate 3 times higher and lower, more epochs, another seed, Adam", "more epochs, another seed")}, more hidden "
                    + "units.",
        ("skill", outcome.Skill), ("loss", course.Last.Training.Loss), ("mean absolute error", course.Last.Training.MeanAbsoluteError));

    private static string Scored(Performance part)
        => Invariant($"a loss of {Number(part.Loss)}, a constant answer {Number(part.ConstantLoss)} (+- {Number(part.StandardError)})");

    private static string Found(Outcome outcome) => Reference(outcome) + (outcome.Trials.Length == 0 ? ""
        : $" Tried for a few steps without {string.Join(", ", outcome.Trials.Select(trial => trial.Name))}: no better.");

    private static string Reference(Outcome outcome) => outcome.Reference is not { } reference ? ""
        : reference.FindsSomething ? " Tried on a sample: a "
            + Invariant($"{(reference.Straight >= reference.Best - 0.05 ? "straight line" : "model of 48 random hidden units")} explains ")
            + Invariant($"{Percent(reference.Best)} of the variance, so there is something to learn.")
        : " Tried on a sample: neither a straight line nor 48 random hidden units find anything.";

    private static double ConstantAccuracy(Evidence evidence)
    {
        PartFacts data = evidence.Training;
        return data.ClassCounts.Length > 0 ? (double)data.ClassCounts.Max() / data.Rows
            : data.Targets.Average(target => Math.Max(target.Mean, 1 - target.Mean));
    }
}
