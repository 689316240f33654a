namespace NeuralNet;

/// <summary>How the network is at the end of its run, with the weights that it keeps.</summary>
internal sealed class Outcome
{
    // Nothing more is asked of a network that explains nine tenths.
    private const double Good = 0.9;

    // What a straight line or random hidden units find more, beyond doubt.
    private const double ClearMargin = 0.1;
    private const double ByHeart = 0.2;

    // Half of what the answers go with the targets must show in the loss, or their scale is wrong.
    private const double Calibrated = 0.5;
    private const double MostRight = 0.8;
    private const double NoSkill = 0.02;
    private const double MuchSkill = 0.2;
    private const double GainPerWeight = 1.8;
    private const double SamplesPerWeight = 12;

    // Fewer rows of validation data say little.
    private const int FewestRows = 30;

    public required StopReason Reason { get; init; }

    public Divergence? Divergence { get; init; }

    public int? RestoredEpoch { get; init; }

    public required Performance Training { get; init; }

    public Performance? Validation { get; init; }

    /// <summary>
    /// What is to be learned from the data, as far as one can know without training; null if the network is good, the
    /// rows are few, or targets may mean anything.
    /// </summary>
    public Reference? Reference { get; init; }

    /// <summary>Gradients and units with the final weights; null if the network is fine.</summary>
    public StepReadings? Readings { get; set; }

    /// <summary>Threshold scores, if a threshold was set.</summary>
    public Scores? Scores { get; init; }

    /// <summary>What was seen of a loss of the user's; null otherwise.</summary>
    public OwnLossFacts? OwnLoss { get; init; }

    /// <summary>What a few steps without each suspect showed; empty if nothing was tried.</summary>
    public TrialFacts[] Trials { get; set; } = [];

    /// <summary>What a few steps without a suspect showed; null if it was not tried.</summary>
    public TrialFacts? Trial(FindingCode code) => Array.Find(Trials, trial => trial.Code == code);

    /// <summary>Final weights beside initial ones: the smallest ratio of a layer's size.</summary>
    public double Shrinkage { get; init; } = 1;

    /// <summary>The penalties at the end, and their gradient's share: lambda times weights along weights.</summary>
    public double Penalty { get; init; }

    public double PenaltyPull { get; init; }

    /// <summary>The part by which the run is judged: validation if it has rows enough.</summary>
    public Performance Judged => Validation is { Rows: >= FewestRows } validation ? validation : Training;

    public bool HasValidation => Validation is { Rows: >= FewestRows };

    /// <summary>What the network explains of the targets' variance when offset and scale are forgiven.</summary>
    public double Explained => Judged.Correlation;

    /// <summary>Whether all that can be asked is reached: nearly everything, or what the reference finds.</summary>
    public bool IsFine => IsGood(Training, Validation) || (ReachesReference && Skill > Calibrated * Explained && !FallsShort);

    /// <summary>Whether the answers go with the targets as far as what the reference finds.</summary>
    public bool ReachesReference => Reference is { } reference && Beyond && Explained >= reference.Best - Math.Max(0.05, 2 * reference.Error);

    /// <summary>Whether it is known that more can be learned.</summary>
    public bool FallsShort => Reference is { } reference && reference.FindsSomething
        && (Explained + Math.Max(ClearMargin, 3 * reference.Error) < reference.Best || (Skill < NoSkill && reference.Best > MuchSkill) || IsOffScale);

    /// <summary>
    /// Whether answers go with the targets, but are so far too small or beside them that the loss shows little of it.
    /// </summary>
    public bool IsOffScale
    {
        get
        {
            // Of targets of any size by squares, whatever the loss; of classes by the loss.
            bool isContinuous = Targets == TargetKind.Continuous;
            (double share, double least) = isContinuous ? (0.7, 0.3) : Targets.IsOneHot() ? (0.4, 0.3) : (0.3, 0.45);
            return !IsWeighted && Beyond && Judged.Accuracy is not > MostRight && Explained > least
                && (isContinuous ? Judged.Squared : Skill) < share * Explained;
        }
    }

    /// <summary>
    /// Whether single samples may be known by heart: there are weights enough for it, more is explained than a model
    /// that is scored on other samples finds, and no validation data tell.
    /// </summary>
    public bool MayBeByHeart => Validation is null && Parameters >= Samples && Reference is { } reference
        && Explained > reference.Best + Math.Max(ByHeart, 3 * reference.Error);

    /// <summary>What the targets are.</summary>
    public TargetKind Targets { get; init; }

    /// <summary>Whether samples count differently, in the loss but not in what is explained.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>Deviance explained of the part that judges.</summary>
    public double Skill => Judged.Skill;

    /// <summary>Whether predictions go with the targets beyond chance.</summary>
    public bool Beyond => HasValidation ? Judged.SkillInErrors > 3 || Judged.CorrelationInErrors > 4 : !IsFittedNoise
        && (Judged.SkillInErrors > 3 || Judged.CorrelationInErrors > 4);

    /// <summary>Weights of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>How many of them move no answer; 0 if nobody looked.</summary>
    public long IdleParameters { get; set; }

    /// <summary>Training samples.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// Twice the logarithm of the likelihood gained per sample beside a constant answer: the loss of a classifier is a
    /// likelihood; of a squared error the logarithm of what is left is one.
    /// </summary>
    public required double Gain { get; init; }

    /// <summary>
    /// Whether the weights, few beside the samples, gained no more than they would from noise: about their number, for
    /// hidden units half as much again.
    /// </summary>
    public bool IsFittedNoise => SamplesPerWeight * Parameters < Samples && Gain * Samples < GainPerWeight * Parameters
        && Reference is not { KnowsSomething: true };

    /// <summary>Before the reference is asked: whether there is anything to ask.</summary>
    public static bool IsGood(Performance training, Performance? validation)
    {
        Performance judged = validation is { Rows: >= FewestRows } ? validation : training;
        return judged.Skill >= Good || (judged.Accuracy is >= 0.97 && judged.Skill >= 0.6) || (judged.Correlation >= 0.95 && judged.Skill >= 0.7);
    }
}

/// <summary>
/// What a loss of the user's says of three predictions for one sample: the network's before training and after, and the
/// best constant found by descent.
/// </summary>
internal sealed class OwnLossFacts(double atStart, double atEnd, double atConstant, bool gradientIsZero)
{
    public double AtStart { get; } = atStart;

    public double AtEnd { get; } = atEnd;

    public double AtConstant { get; } = atConstant;

    public bool GradientIsZero { get; } = gradientIsZero;
}
