using System.Numerics;
using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// An optimizer whose step is one iteration over all samples: an epoch is one step. A
/// <see cref="TrainingOptions.BatchSize"/> below the number of samples, samples drawn with replacement, clipping and
/// layers that draw random numbers are refused.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record FullBatchOptimizer : Optimizer
{
    private protected FullBatchOptimizer()
    {
    }

    /// <summary>The mathematics of the method.</summary>
    internal abstract FullBatchSolver<T> NewSolver<T>(Objective<T> objective, TrainingTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether the method finds the penalty itself, so that scores are without it.</summary>
    internal virtual bool PenaltyIsItsOwn => false;

    internal sealed override StepMaker<T> NewSteps<T>(TrainingTask<T> task)
    {
        CheckTask(task);
        return new FullBatchSteps<T>(task, this);
    }

    /// <summary>Refuses options that a method of all samples cannot use.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal virtual void CheckOptions(TrainingOptions options)
    {
        string name = Description.NameOf(GetType());
        if (options.Clipping is not null)
            throw new ArgumentException($"'{nameof(options.Clipping)}' is set, but {name} finds the length of its steps itself. Leave it out.",
                nameof(options.Clipping));
        if (options.Order != SampleOrder.Shuffled)
            throw new ArgumentException($"'{nameof(options.Order)}' is {options.Order}, but {name} takes every sample once a step, so samples have no order. "
                + "Leave it out.", nameof(options.Order));
    }

    private void CheckTask<T>(TrainingTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = Description.NameOf(GetType());
        TrainingOptions options = task.Options;
        if (options.IsBatchSizeSet && options.BatchSize < task.Data.Count)
            throw new ArgumentException($"'{nameof(options.BatchSize)}' is {Check.Text(options.BatchSize)}, but {name} takes all "
                + $"{Check.Text(task.Data.Count)} samples a step. Leave it out, or choose Adam for minibatches.", nameof(options.BatchSize));
        for (int i = 0; i < task.Network.Layers.Count; i++)
        {
            if (task.Network.Layers[i].IsStochastic)
                throw new ArgumentException($"Layer {Check.Text(i)} ({task.Network.Layers[i]}) draws random numbers in training, but {name} needs the same "
                    + $"loss for the same weights. Use {nameof(BayesianRegularization)} or an L2 penalty against overfitting, or Adam.", "network");
            if (task.Network.Layers[i] is IConstrainedLayer)
                throw new ArgumentException($"Layer {Check.Text(i)} ({task.Network.Layers[i]}) keeps its weights within bounds, of which {name} knows nothing: "
                    + "use Adam.", "network");
        }

        if (task.Loss.TargetGaps == TargetGaps.LeftOut)
            throw new ArgumentException($"{task.Loss} leaves missing targets out, of which {name} knows nothing: use Adam.", "loss");
        if (task.State.Parameters.Length == 0)
            throw new ArgumentException($"The network has no parameters, so there is nothing that {name} could change.", "network");
    }
}
