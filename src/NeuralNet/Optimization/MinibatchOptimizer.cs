using System.Numerics;
using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// An optimizer whose step is one function of each parameter, its gradient on a minibatch, a learning rate and a few
/// remembered numbers of each weight.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record MinibatchOptimizer : Optimizer
{
    private protected MinibatchOptimizer()
    {
    }

    /// <summary>The learning rate, a constant or a schedule; finite and at least 0.</summary>
    public new LearningRateSchedule LearningRate { get; init; } = 0.001;

    private protected sealed override LearningRateSchedule? Rate => LearningRate;

    internal sealed override ReduceOnPlateau? OnPlateau => LearningRate.PlateauRule();

    internal abstract override int SlotsPerParameter { get; }

    /// <summary>The update as one function, bound once when training starts.</summary>
    internal abstract UpdateRule<T> Rule<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal sealed override StepMaker<T> NewSteps<T>(TrainingTask<T> task) => new MinibatchSteps<T>(task, this);

    internal override void Validate()
    {
        if (LearningRate is null)
            throw new ArgumentNullException(nameof(LearningRate), "'LearningRate' is null, but a rate or a schedule is needed.");
        LearningRate.Validate();
    }

    private protected Description Describe(IReadOnlyDictionary<string, double> settings) => new(Description.NameOf(GetType()))
    {
        Settings = settings,
        Parts = new Dictionary<string, Description> { ["learningRate"] = LearningRate.Describe() },
    };
}
