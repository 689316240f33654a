using System.Numerics;
using NeuralNet.Many;
using NeuralNet.Orleans.Grains;

namespace NeuralNet.Orleans;

/// <summary>The models of a fleet on a cluster, to predict with: each is activated when it is asked.</summary>
/// <param name="grains">A cluster client, or the factory of a silo.</param>
/// <param name="name">The name of the <see cref="ClusterRunner"/> that trained them.</param>
/// <param name="recipe">The name of their recipe.</param>
public sealed class Models(IGrainFactory grains, string name, string recipe)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly ModelGrains _models = new(grains, name);

    /// <summary>
    /// The outputs of a model for a sample. While the model is trained again, the one before answers.
    /// </summary>
    /// <remarks>
    /// Where a silo was just lost, it is asked again for up to a minute, until another has taken over.
    /// </remarks>
    /// <param name="key">The model.</param>
    /// <param name="features">The sample, <c>inputs</c> values, finite.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The model has not been trained.</exception>
    /// <exception cref="ArgumentException">The sample does not fit the model, or the silo has no such
    /// recipe.</exception>
    public Task<double[]> Predict(string key, double[] features, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(features);
        IModelGrain grain = _models.Of(key);
        return Retry.Asked(() => grain.Predict(recipe, features), _patience, cancellation);
    }

    /// <summary>
    /// Trains a model with new data where it is, as a fleet of this seed would; it answers with the old weights until
    /// the new ones are stored.
    /// </summary>
    /// <param name="key">The model.</param>
    /// <param name="data">The data, in the precision of the recipe.</param>
    /// <param name="seed">The <see cref="FleetOptions.Seed"/> of the fleet.</param>
    /// <param name="cancellation">Ends the training after the current update.</param>
    /// <returns>How it ended, with the model's file.</returns>
    public Task<ModelOutcome> Retrain<T>(string key, Dataset<T> data, int seed = 0, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(data);
        return new ClusterRunner(grains, name).Train(recipe, key, Fleet.SeedOf(seed, key), known: null, () => data, cancellation);
    }
}
