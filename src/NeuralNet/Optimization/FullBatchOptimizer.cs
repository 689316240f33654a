using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// An optimizer whose step is one iteration over all samples: an epoch is one step, and the <see cref="TrainingOptions.BatchSize"/> and the
/// <see cref="TrainingOptions.Order"/> of the samples have no meaning for it.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record FullBatchOptimizer : Optimizer
{
    private protected FullBatchOptimizer()
    {
    }
}
