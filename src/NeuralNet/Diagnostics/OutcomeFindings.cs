using System.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>What the outcome of a run tells: divergence, a plateau, a threshold that was not met.</summary>
internal static class OutcomeFindings
{
    // Within a tenth of what can be learned, an accuracy is a constant answer's and luck.
    private const double NoSkill = 0.1;

    // A plateau: the second half of the run brought less than this share of the loss.
    private const double Plateau = 0.02;

    // Three quarters in one class (of two; more is rarer still): then an accuracy that looks good says nothing.
    private const double LargeClass = 0.75;

    // Initial weights of the library keep gradients within a factor of ten.
    private const double LargeGrowth = 100;

    /// <summary>Why training left the finite numbers.</summary>
    public static Finding Diverged<T>(Divergence divergence, Network<T> network, Loss<T> loss, TrainingHistory history, double firstGrowth, double updateRatio, FindingList findings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (divergence.Layer is null && loss.GradientSource != GradientSource.Library)
        {
            return new Finding
            {
                Code = FindingCode.NonFiniteLoss,
                Severity = Severity.Error,
                Epoch = divergence.Epoch,
                Observation = Invariant($"At step {divergence.Step} {divergence.What}, though all outputs of the network were finite."),
                Cause = $"{loss} took the logarithm or a negative power of 0, a root of a negative number, or divided 0 by 0.",
                Remedy = "Keep its arguments away from 0 (a small constant), or compute from logits as SoftmaxCrossEntropy does. GradientCheck.OfLoss shows the value for given predictions.",
                Numbers = new Dictionary<string, double> { ["step"] = divergence.Step },
            };
        }

        string last = history.Count == 0 ? "" : Invariant($" The loss of the last whole epoch was {Number(history[^1].Training.Loss)}.");
        string seen = Invariant($"At step {divergence.Step} {divergence.What}.{last}");
        Finding finding = CurveFindings.TooHigh(history, updateRatio == 0 ? double.NaN : updateRatio, Severity.Error, seen) with { Epoch = divergence.Epoch };
        if (divergence.Layer is { } layer)
            finding = finding with { Layer = layer, LayerName = network.Layers[layer].ToString() };
        if (findings.Has(FindingCode.InputsNotScaled))
            return finding with { Cause = "The inputs are not scaled, so the loss is too steep for this rate: see the finding on inputs.", Remedy = "Scale the inputs; then, if it still diverges, divide the learning rate by 10." };
        if (!(firstGrowth > LargeGrowth))
            return finding;
        return finding with
        {
            Code = FindingCode.ExplodingGradients,
            Cause = Invariant($"From the first step on, the gradient grows on its way from the last layer back to the first: {Number(firstGrowth)} times. Weights are too large for so many layers."),
            Remedy = "Use the library's own initial weights (HeUniform before ReLU, GlorotUniform otherwise), fewer layers, GradientClipping.ByNorm(1), a lower learning rate.",
            Numbers = new Dictionary<string, double>(finding.Numbers) { ["growth"] = firstGrowth },
        };
    }

    /// <summary>A network that answers no better than a constant.</summary>
    public static Finding? AtChance(Outcome outcome)
    {
        if (!outcome.IsLongEnough || !(outcome.Skill < NoSkill))
            return null;
        TargetSummary targets = outcome.Targets;
        Scores last = outcome.History[^1].Training;
        int[] counts = targets.ClassCounts;
        if (counts.Length > 1 && targets.ConstantAccuracy >= LargeClass && outcome.Options.ClassWeights is null)
        {
            int largest = counts.IndexOf(counts.Max());
            return new Finding
            {
                Code = FindingCode.ClassImbalance,
                Severity = Severity.Warning,
                Epoch = outcome.Epoch,
                Observation = Invariant($"The accuracy of {100 * last.Accuracy:0.0} % is that of always answering class {largest}, which {Percent(targets.ConstantAccuracy.Value)} of the samples belong to ({counts[largest]} of {counts.Sum()}); the smallest class has {counts.Min()}."),
                Cause = "The rare classes hardly count in a mean over all samples, so ignoring them is the first thing a network learns, and here the last.",
                Remedy = $"Give classes weights that make them count alike, ClassWeights = [{string.Join(", ", counts.Take(6).Select(count => Number(Balanced(count, counts))))}{(counts.Length > 6 ? ", ..." : "")}], train longer, and judge by ConfusionMatrix, not by accuracy.",
                Numbers = new Dictionary<string, double> { ["accuracy"] = last.Accuracy!.Value, ["share of the largest class"] = targets.ConstantAccuracy.Value, ["largest class"] = largest },
            };
        }

        if (outcome.LateImprovement > Plateau)
            return null;
        string seen = last.Accuracy is { } accuracy && targets.ConstantAccuracy is { } constant
            ? Invariant($"After {outcome.History.Count} epochs the training accuracy is {100 * accuracy:0.0} %; always giving the most frequent answer reaches {100 * constant:0.0} %.")
            : Invariant($"After {outcome.History.Count} epochs the mean absolute error on the training data is {Number(last.MeanAbsoluteError)}; always answering the mean reaches {Number(targets.ConstantError)}.");
        return new Finding
        {
            Code = FindingCode.ChanceLevel,
            Severity = Severity.Warning,
            Epoch = outcome.Epoch,
            Observation = Invariant($"{seen} The loss no longer falls ({Number(last.Loss)})."),
            Cause = "Nothing of the inputs has reached the answers yet. The run is on a plateau or stuck, the network is too small for the problem (XOR cannot be learned without a hidden layer), or inputs and targets do not belong together (rows shuffled apart).",
            Remedy = "First cure the other findings. Then: a learning rate 3 times higher and lower, more epochs, another seed, Adam, more hidden units. Check that a handful of samples can be learned by heart.",
            Numbers = new Dictionary<string, double> { ["skill"] = outcome.Skill.Value, ["loss"] = last.Loss, ["mean absolute error"] = last.MeanAbsoluteError },
        };
    }

    /// <summary>A threshold below the error that output range, equal samples or label smoothing leave; known before training.</summary>
    public static Finding? Unreachable(TrainingOptions options, double byRange, double byContradictions, double bySmoothing)
    {
        double lowest = Math.Max(byRange, Math.Max(byContradictions, bySmoothing));
        if (!(options.StopWhenMeanAbsoluteErrorBelow <= lowest))
            return null;
        string cause = lowest == byRange ? "Targets lie outside the range of the output."
            : lowest == byContradictions ? "Some samples have equal inputs but different targets."
            : "With label smoothing the loss is lowest beside the targets, not on them.";
        return Threshold(options, lowest, 0, Severity.Warning,
            Invariant($"The mean absolute error cannot fall below {Number(options.StopWhenMeanAbsoluteErrorBelow.Value)}: {(lowest == bySmoothing ? "where the loss is lowest" : "at best")} it is {Number(lowest)}."), cause,
            Invariant($"Cure the cause, or stop at an error above {Number(lowest)}."));
    }

    /// <summary>A threshold that was not met, with an error that no longer falls.</summary>
    public static Finding? Floor(Outcome outcome, Scores? scores)
    {
        if (!outcome.IsLongEnough || scores is not { } reached)
            return null;
        bool isError = outcome.Options.StopWhenMeanAbsoluteErrorBelow is not null;
        string name = isError ? "mean absolute error" : "loss";
        double? threshold = isError ? outcome.Options.StopWhenMeanAbsoluteErrorBelow : outcome.Options.StopWhenLossBelow;
        double Value(Scores some) => isError ? some.MeanAbsoluteError : some.Loss;
        double value = Value(reached);
        double improvement = Curve.LateImprovement(outcome.History, record => Value(record.Training));
        if (!(threshold < value) || improvement > Plateau)
            return null;
        return Threshold(outcome.Options, value, outcome.Epoch, Severity.Warning,
            Invariant($"The {name} is {Number(value)} and has improved by {Percent(Math.Max(0, improvement))} only in the second half of {outcome.History.Count} epochs; training was to stop below {Number(threshold.Value)}."),
            "The error has a floor above the threshold: noise in the targets, too small a network, a loss whose minimum lies elsewhere (the mean squared error aims at means, not at medians), penalties, or one of the other findings.",
            Invariant($"Cure the other findings first. Then more hidden units, another seed or rate; or a threshold above {Number(value)}."));
    }

    private static Finding Threshold(TrainingOptions options, double floor, int epoch, Severity severity, string seen, string cause, string remedy) => new()
    {
        Code = FindingCode.ThresholdOutOfReach,
        Severity = severity,
        Epoch = epoch,
        Observation = seen,
        Cause = cause,
        Remedy = remedy,
        Numbers = new Dictionary<string, double> { ["threshold"] = options.StopWhenMeanAbsoluteErrorBelow ?? options.StopWhenLossBelow ?? double.NaN, ["floor"] = floor },
    };

    /// <summary>n / (classes * count): the weight that gives each class the same share.</summary>
    private static double Balanced(int count, int[] counts) => count == 0 ? 1 : Math.Round((double)counts.Sum() / (counts.Length * (double)count), 3);
}
