using System.Numerics;

namespace NeuralNet;

/// <summary>Makes the library's own settings again from their descriptions; null for a kind that is none of them.</summary>
internal static class BuiltInTypes
{
    public static Loss<T>? Loss<T>(Description description)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => description.Kind switch
        {
            "MeanSquaredError" => new MeanSquaredError<T>(),
            "MeanAbsoluteError" => new MeanAbsoluteError<T>(),
            "Huber" => new Huber<T>(description["delta"]),
            "SoftmaxCrossEntropy" => new SoftmaxCrossEntropy<T>(description["labelSmoothing"]),
            "BinaryCrossEntropy" => new BinaryCrossEntropy<T>(description["labelSmoothing"]),
            _ => null,
        };

    /// <param name="description">The schedule.</param>
    /// <param name="make">Makes the schedule that another one contains.</param>
    public static LearningRateSchedule? Schedule(Description description, Func<Description, LearningRateSchedule> make)
    {
        LearningRateSchedule? schedule = description.Kind switch
        {
            "ConstantRate" => new ConstantRate(description["rate"]),
            "ExponentialDecay" => new ExponentialDecay(description["initialRate"], description["factor"]) { Timing = description.Choice<DecayTiming>("timing") },
            "StepDecay" => new StepDecay(description["initialRate"], description["factor"], description.Count("epochsPerStep")),
            "CosineDecay" => new CosineDecay(description["initialRate"], description.Count("epochs")) { FinalRate = description["finalRate"] },
            "WarmUp" => new WarmUp(description.Count("steps"), make(description.Part("then"))),
            _ => null,
        };
        schedule?.Validate();
        return schedule;
    }

    /// <param name="description">The optimizer.</param>
    /// <param name="make">Makes its schedule.</param>
    public static Optimizer Optimizer(Description description, Func<Description, LearningRateSchedule> make)
    {
        LearningRateSchedule rate = make(description.Part("learningRate"));
        return description.Kind switch
        {
            "Sgd" => new Sgd { LearningRate = rate, Momentum = description["momentum"], Form = description.Choice<MomentumForm>("form"), Kind = description.Choice<MomentumKind>("momentumKind") },
            "RmsProp" => new RmsProp { LearningRate = rate, Decay = description["decay"], Epsilon = description["epsilon"] },
            "Adam" => new Adam { LearningRate = rate, Beta1 = description["beta1"], Beta2 = description["beta2"], Epsilon = description["epsilon"] },
            "AdamW" => new AdamW { LearningRate = rate, Beta1 = description["beta1"], Beta2 = description["beta2"], Epsilon = description["epsilon"], WeightDecay = description["weightDecay"] },
            _ => throw new InvalidDataException($"The file names the optimizer '{description.Kind}', which the library does not know."),
        };
    }

    public static GradientClipping Clipping(Description description) => description.Kind switch
    {
        nameof(GradientClipping.ByNorm) => GradientClipping.ByNorm(description["largestNorm"]),
        nameof(GradientClipping.ByValue) => GradientClipping.ByValue(description["largestValue"]),
        _ => throw new InvalidDataException($"The file names the gradient clipping '{description.Kind}', which the library does not know."),
    };

    public static Initializer? Initializer(Description description) => description.Kind switch
    {
        nameof(NeuralNet.Initializer.GlorotUniform) => NeuralNet.Initializer.GlorotUniform,
        nameof(NeuralNet.Initializer.GlorotNormal) => NeuralNet.Initializer.GlorotNormal,
        nameof(NeuralNet.Initializer.HeUniform) => NeuralNet.Initializer.HeUniform,
        nameof(NeuralNet.Initializer.HeNormal) => NeuralNet.Initializer.HeNormal,
        nameof(NeuralNet.Initializer.LeCunUniform) => NeuralNet.Initializer.LeCunUniform,
        nameof(NeuralNet.Initializer.LeCunNormal) => NeuralNet.Initializer.LeCunNormal,
        nameof(NeuralNet.Initializer.Constant) => NeuralNet.Initializer.Constant(description["value"]),
        _ => null,
    };
}
