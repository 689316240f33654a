using NeuralNet.Orleans.Grains;

namespace NeuralNet.Orleans;

/// <summary>The models of a fleet that a cluster has trained, to predict with: each is activated when it is asked.</summary>
/// <param name="grains">A cluster client, or the factory of a silo.</param>
/// <param name="name">The name of the <see cref="ClusterRunner"/> that trained them.</param>
/// <param name="recipe">The name of their recipe.</param>
public sealed class Models(IGrainFactory grains, string name, string recipe)
{
    /// <summary>The outputs of a model for a sample. While the model is trained again, the one before answers.</summary>
    /// <param name="key">The model.</param>
    /// <param name="features">The sample, <c>inputs</c> values, finite.</param>
    /// <exception cref="InvalidOperationException">The model has not been trained.</exception>
    /// <exception cref="ArgumentException">The sample does not fit the model.</exception>
    public Task<double[]> Predict(string key, double[] features)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(features);
        return grains.GetGrain<IModelGrain>(Name(name, key)).Predict(recipe, features);
    }

    internal static string Name(string run, string key) => $"{run}/{key}";
}
