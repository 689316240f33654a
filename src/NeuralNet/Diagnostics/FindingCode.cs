namespace NeuralNet;

/// <summary>What a <see cref="Finding"/> is about; each has its section in FINDINGS.md. In order of cause before effect, the order in which findings are reported.</summary>
public enum FindingCode
{
    /// <summary>The loss itself returned NaN or infinity for finite predictions.</summary>
    NonFiniteLoss,

    /// <summary>A user's loss does not change as its gradient says.</summary>
    WrongLossGradient,

    /// <summary>Targets that no output of the network can equal, such as 100 for a sigmoid.</summary>
    TargetsOutsideRange,

    /// <summary>The network ends in a bounded activation, but the loss applies its own to it: the probabilities cannot come near 0 and 1.</summary>
    BoundedLogits,

    /// <summary>Input columns that are far too large, or far too small beside the others.</summary>
    InputsNotScaled,

    /// <summary>Equal inputs with different targets: no network can get them all right.</summary>
    ContradictorySamples,

    /// <summary>Equal inputs with equal targets, or validation samples that are training samples too.</summary>
    DuplicateSamples,

    /// <summary>The gradient of all parameters, or of those of a layer, is exactly zero.</summary>
    NoGradient,

    /// <summary>Units of a hidden layer that compute the same and always will.</summary>
    IdenticalUnits,

    /// <summary>Units such as ReLUs that are off for every sample and no longer learn.</summary>
    DeadUnits,

    /// <summary>Units such as sigmoids that are driven so far that they hardly learn.</summary>
    SaturatedUnits,

    /// <summary>Gradients that grow from layer to layer on the way back.</summary>
    ExplodingGradients,

    /// <summary>Gradients that fade from layer to layer on the way back.</summary>
    VanishingGradients,

    /// <summary>Updates so large that the loss diverges, rises or jumps about.</summary>
    LearningRateTooHigh,

    /// <summary>Updates so small that the weights hardly move.</summary>
    LearningRateTooLow,

    /// <summary>A stop threshold that this network cannot reach with this loss on these data.</summary>
    ThresholdOutOfReach,

    /// <summary>One class is so frequent that always naming it looks good, and the network does just that.</summary>
    ClassImbalance,

    /// <summary>The network answers no better than a constant would.</summary>
    ChanceLevel,

    /// <summary>The network gets worse on validation data while it gets better on training data.</summary>
    Overfitting,

    /// <summary>The validation loss rises although the validation accuracy does not fall.</summary>
    Overconfidence,
}
