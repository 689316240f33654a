namespace NeuralNet;

/// <summary>
/// What a <see cref="Finding"/> is about; each has its section in FINDINGS.md. In order of cause before effect, the
/// order in which findings are reported.
/// </summary>
public enum FindingCode
{
    /// <summary>The loss itself returned NaN or infinity for finite predictions.</summary>
    NonFiniteLoss,

    /// <summary>A user's loss does not change as its gradient says.</summary>
    WrongLossGradient,

    /// <summary>A user's loss is lowest where the answers are worst: its sign is turned round.</summary>
    MaximisedLoss,

    /// <summary>A class that has no training sample, or none where there should be some.</summary>
    MissingClass,

    /// <summary>Single values far from all others: a code for missing ones, a slip of the keyboard.</summary>
    WildValues,

    /// <summary>Numbers so large that the type cannot tell neighbours apart.</summary>
    PrecisionTooLow,

    /// <summary>
    /// Input columns that are far too large, far too small, or hardly vary beside their offset or beside other columns.
    /// </summary>
    InputsNotScaled,

    /// <summary>Targets that no output of the network can equal, such as 100 for a sigmoid.</summary>
    TargetsOutsideRange,

    /// <summary>Targets behind a linear output of a scale that the initial network and the rate do not reach.</summary>
    TargetsNotScaled,

    /// <summary>
    /// The network ends in a bounded activation, but the loss applies its own to it: the probabilities cannot come near
    /// 0 and 1.
    /// </summary>
    BoundedLogits,

    /// <summary>
    /// Validation data that are scaled otherwise, come from another range, or name their columns otherwise.
    /// </summary>
    ValidationUnlikeTraining,

    /// <summary>Columns whose values wander from the first rows to the last.</summary>
    DriftingData,

    /// <summary>Equal inputs with different targets: no network can get them all right.</summary>
    ContradictorySamples,

    /// <summary>Equal inputs with equal targets, or validation samples that are training samples too.</summary>
    DuplicateSamples,

    /// <summary>Input columns that are constant, equal to another, or equal to a target.</summary>
    RedundantColumns,

    /// <summary>Whole numbers as targets of a regression that may be classes.</summary>
    ClassesAsNumbers,

    /// <summary>
    /// Samples in an order that makes the network forget: the record of an epoch is not the network at its end.
    /// </summary>
    SortedSamples,

    /// <summary>
    /// Layers that follow each other without an activation, so that together they are one straight line.
    /// </summary>
    MissingActivation,

    /// <summary>A straight line where the data bend.</summary>
    NoHiddenLayer,

    /// <summary>A hidden layer so narrow that what the inputs tell does not pass.</summary>
    TooFewUnits,

    /// <summary>Class weights that favour the frequent classes.</summary>
    WrongClassWeights,

    /// <summary>A penalty or weight decay that holds the weights near 0.</summary>
    PenaltyTooStrong,

    /// <summary>Dropout that leaves too few units, or drops the answers.</summary>
    DropoutTooStrong,

    /// <summary>A limit of the gradients so low that nothing moves.</summary>
    ClippingTooTight,

    /// <summary>The gradient of all parameters, or of those of a layer, is exactly zero.</summary>
    NoGradient,

    /// <summary>Units of a hidden layer that compute the same and always will.</summary>
    IdenticalUnits,

    /// <summary>
    /// Updates so large that the loss diverges, rises, jumps about, or that what was learned is lost.
    /// </summary>
    LearningRateTooHigh,

    /// <summary>Units such as ReLUs that are off for every sample and no longer learn.</summary>
    DeadUnits,

    /// <summary>Units such as sigmoids that are driven so far that they hardly learn.</summary>
    SaturatedUnits,

    /// <summary>Weights so large that values or gradients grow from layer to layer.</summary>
    ExplodingGradients,

    /// <summary>Gradients that fade from layer to layer on the way back.</summary>
    VanishingGradients,

    /// <summary>Updates so small, or a schedule that lowers them so soon, that the weights do not come far.</summary>
    LearningRateTooLow,

    /// <summary>A full-batch method that finds no further step, short of what is possible.</summary>
    StuckInMinimum,

    /// <summary>Early stopping that ended a run which was still learning.</summary>
    PatienceTooShort,

    /// <summary>A run that ended while its loss was falling.</summary>
    StillImproving,

    /// <summary>A stop threshold that this network cannot reach with this loss on these data.</summary>
    ThresholdOutOfReach,

    /// <summary>One class is so frequent that the others are hardly ever named.</summary>
    ClassImbalance,

    /// <summary>The network answers no better than a constant would.</summary>
    ChanceLevel,

    /// <summary>The network gets worse on validation data while it gets better on training data.</summary>
    Overfitting,

    /// <summary>The validation loss rises although the validation accuracy does not fall.</summary>
    Overconfidence,

    /// <summary>Nothing wrong is seen, but a model without settings finds more in the same data.</summary>
    ShortOfPossible,
}
