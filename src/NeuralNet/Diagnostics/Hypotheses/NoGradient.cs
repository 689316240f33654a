using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Gradients that are exactly zero: of a loss that makes a hard choice, or of layers behind one whose units are all
/// off.
/// </summary>
internal sealed class NoGradient : Hypothesis
{
    // Enough samples to tell a layer that is off from one that happens to be.
    private const int EnoughRows = 128;
    private const int FewestSteps = 3;

    public override FindingCode Code => FindingCode.NoGradient;

    protected override FindingCode[] Effects
        => [FindingCode.DeadUnits, FindingCode.SaturatedUnits, FindingCode.VanishingGradients, FindingCode.LearningRateTooLow, FindingCode.ClassImbalance,
        FindingCode.ChanceLevel, FindingCode.TargetsOutsideRange];

    public override bool Explains(Finding cause, Finding effect)
        => effect.Code == FindingCode.TargetsOutsideRange ? cause.Numbers.ContainsKey("constant output") : base.Explains(cause, effect);

    public override Finding? Before(Evidence evidence)
    {
        // A softmax of one output is 1 whatever it is given.
        if (evidence is not { Network: { EndsInLoss: false, Outputs: 1 } network } || network.Layers[^1].Range.RowSum is not { } sum)
            return null;
        LayerFacts last = network.Layers[^1];
        return evidence.At(New(evidence, Severity.Error,
            Invariant($"The network ends in {last.Name} of one output, which is always {Number(sum)}: the gradient of all parameters is exactly 0."),
            "A softmax makes its outputs sum to 1. Of a single output nothing is left to be learned.",
            "For one yes-or-no output use Sigmoid, not Softmax.",
            ("gradient", 0), ("constant output", sum)), last.Index);
    }

    /// <summary>A loss whose gradient is exactly zero though it is not.</summary>
    public static Finding OfLoss(Evidence evidence, double value, int predictions) => new()
    {
        Code = FindingCode.NoGradient,
        Severity = Severity.Error,
        Epoch = evidence.Epoch,
        Observation = Invariant($"The loss of the first batch is {Number(value)}, but its gradient with respect to all {predictions} predictions is exactly ")
            + "0: no parameter will ever change.",
        Cause = $"{evidence.Loss!.Name} does not change when predictions change a little. Choosing the largest output (argmax), rounding, comparing and "
            + "counting have no slope; nor has a softmax so steep that it is all 0 and 1.",
        Remedy = "Build the loss from the probabilities themselves, such as the sum over the classes of probability times cost: it is what the hard choice "
            + "costs on average, and it has a gradient.",
        Numbers = new Dictionary<string, double> { ["loss"] = value, ["gradient"] = 0 },
    };

    public override Finding? During(Evidence evidence)
    {
        StepReadings steps = evidence.Steps!;
        if (steps.Count < FewestSteps)
            return null;
        int silent = -1;
        foreach (int layer in steps.LayersWithParameters)
        {
            // A gradient that arrives and is not passed to the parameters is a layer that is meant to stay as it is.
            if (steps.SilentRows(layer) >= Math.Min(steps.Samples, EnoughRows) && (steps.GradientSize(layer) == 0 || !steps.HasInput(layer)))
                silent = Math.Max(silent, layer);
        }

        return silent < 0 ? null : Silent(evidence, silent);
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        // A loss of the user's may be flat where a dead output is: the answers are then all alike, though others would
        // be better.
        if (evidence is not { Outcome: { OwnLoss: { GradientIsZero: true } own, Divergence: null } outcome, Network: { } network }
            || !outcome.Training.Predictions.All(output => output.Deviation == 0) || !(own.AtConstant < own.AtEnd - 1e-3 * Math.Abs(own.AtEnd)))
            return null;
        return evidence.At(New(evidence, Severity.Error,
            Invariant($"All answers are {Number(outcome.Training.Predictions[0].Mean)}, where the gradient of {evidence.Loss!.Name} is exactly 0; its value ")
                + Invariant($"is {Number(own.AtEnd)}, though a constant answer can have {Number(own.AtConstant)}."),
            (outcome.Training.Predictions[0].Mean == 0
                ? "The output is off for every sample, as a ReLU below 0 is,"
                : "The output has gone to where the loss is flat,") + " and from there nothing leads back.",
            "Let the network end in a Dense layer, and let the loss have a slope "
                + $"everywhere{evidence.IfRate("; a lower rate keeps the output from being thrown there")}.",
            ("loss", own.AtEnd), ("constant answer", own.AtConstant), ("gradient", 0)), network.Layers.Length - 1);
    }

    public override Finding? Review(Evidence evidence, Finding finding) => evidence.Outcome is { IsFine: true, Divergence: null } ? null : finding;

    private Finding Silent(Evidence evidence, int silent)
    {
        StepReadings steps = evidence.Steps!;
        NetworkFacts network = evidence.Network!;
        bool isAll = silent == steps.LayersWithParameters[^1];
        int blocked = silent;
        while (blocked + 1 < steps.Units.Length && steps.GradientSize(blocked) == 0)
            blocked++;
        bool isAnswer = blocked > network.LastLearning;
        return evidence.At(New(evidence, Severity.Error,
            Invariant($"The gradient of {(isAll ? "all parameters" : Invariant($"the parameters up to layer {silent}"))} was exactly 0 for each of the last ")
                + Invariant($"{steps.SilentRows(silent)} samples looked at."),
            Invariant($"The gradient ends in layer {blocked}, {network.Layers[blocked].Name}: it is at the flat part of its curve for every sample (a ReLU ")
                + "below 0, a sigmoid far out, a softmax of one output), or all weights behind it are 0.",
            isAnswer
                ? "Let the network end in a Dense layer, or in Sigmoid, not Softmax, for one yes-or-no output: the answers themselves are "
                    + $"stuck.{evidence.IfRate(" A lower learning rate keeps them from being thrown there.")}"
                : $"Start with random weights (HeUniform before ReLU), scale the inputs{evidence.IfRate(", use a lower learning rate")}, and LeakyReLU in "
                    + "place of ReLU. For one yes-or-no output use Sigmoid, not Softmax.",
            ("gradient", 0), ("samples", steps.SilentRows(silent)), ("had a gradient before", steps.HasHadGradient(silent) ? 1 : 0),
                ("ends in the answers", isAnswer && !network.Layers[blocked].Range.IsBounded ? 1 : 0)), blocked);
    }
}
