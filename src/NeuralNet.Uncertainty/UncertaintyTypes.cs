using System.Numerics;

namespace NeuralNet.Uncertainty;

/// <summary>The package's layers and losses by name, for files.</summary>
public static class UncertaintyTypes
{
    /// <summary>
    /// Adds the layers and losses of this package to those that files may name:
    /// <c>Network.Load("model.safetensors", new KnownTypes&lt;double&gt;().WithUncertainty())</c>.
    /// </summary>
    /// <param name="types">What is known already, and not of this package.</param>
    public static KnownTypes<T> WithUncertainty<T>(this KnownTypes<T> types)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(types);
        return types
            .WithLayer(Constrained<T>.Kind, Constrained<T>.Read)
            .WithLayer(Embedding<T>.Kind, Embedding<T>.Read)
            .WithLayer(Exponential<T>.Kind, _ => new Exponential<T>())
            .WithLayer(Fixed<T>.Kind, description => new Fixed<T>(description.Layer<T>("layer")))
            .WithLayer(MeanAndDeviation<T>.Kind, description => new MeanAndDeviation<T>(description["smallest"]))
            .WithLayer(Mish<T>.Kind, _ => new Mish<T>())
            .WithLayer(Quantiles<T>.Kind, description => new Quantiles<T>(description.Count("levels")))
            .WithLayer(Skip<T>.Kind, Skip<T>.Read)
            .WithLoss(GaussianLoss<T>.Kind, _ => new GaussianLoss<T>())
            .WithLoss(KnownTargets<T>.Kind, description => new KnownTargets<T>(description.Loss<T>("loss")))
            .WithLoss(PoissonLoss<T>.Kind, _ => new PoissonLoss<T>())
            .WithLoss(QuantileLoss<T>.Kind, QuantileLoss<T>.Read);
    }
}
