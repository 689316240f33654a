using System.Numerics;
using NeuralNet.Many.Fleets;
using NeuralNet.Many.Running;

namespace NeuralNet.Many;

/// <summary>Fleets of small models, trained and opened.</summary>
public static class Fleet
{
    /// <summary>
    /// Trains a model for each key, side by side, and writes it to the file as soon as it is done. Keys whose data and
    /// definition are as they were when their model in the file was trained are not trained again.
    /// </summary>
    /// <remarks>
    /// In memory are the models that are in training and, for each key, a line on how it ended. The file is valid
    /// whenever the process ends: models that are whole are found again, and the next call trains the others. Power may
    /// fail a second after a model was written. A key of an earlier run that is not among the keys keeps its model.
    /// </remarks>
    /// <param name="path">The file, made if there is none. One call at a time writes it; others may read it.</param>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="load">
    /// Gets the data of a key: X <c>N x inputs</c>, Y <c>N x outputs</c>. Called once for each key when its turn comes,
    /// from several threads at once.
    /// </param>
    /// <param name="recipe">How a trainer is made of data and a seed.</param>
    /// <param name="options">Threads, seed, time limit, progress; the defaults if null.</param>
    /// <param name="cancellation">Ends all trainings after the current update; what is done is in the file.</param>
    /// <returns>How it ended for each key. What goes wrong for one key is a row there and no exception.</returns>
    /// <exception cref="ArgumentException">A key occurs twice or is null, or a setting is outside its
    /// range.</exception>
    /// <exception cref="InvalidDataException">The file exists and is no file of a fleet.</exception>
    /// <exception cref="IOException">The file cannot be written, or another process writes it.</exception>
    public static FleetResult Train<T>(
        string path, IReadOnlyCollection<string> keys, Func<string, Dataset<T>> load, Recipe<T> recipe, FleetOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TrainAsync(path, keys, load, recipe, options, cancellation).GetAwaiter().GetResult();

    /// <summary>Trains a model for each key while the caller's thread is free.</summary>
    /// <inheritdoc cref="Train"/>
    public static async Task<FleetResult> TrainAsync<T>(
        string path, IReadOnlyCollection<string> keys, Func<string, Dataset<T>> load, Recipe<T> recipe, FleetOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(recipe);
        options ??= new FleetOptions();
        options.Validate();
        var seen = new HashSet<string>(keys.Count);
        foreach (string key in keys)
        {
            if (!seen.Add(key ?? throw new ArgumentException($"'{nameof(keys)}' holds null.", nameof(keys))))
                throw new ArgumentException($"'{nameof(keys)}' holds '{Text.Shortened(key)}' twice.", nameof(keys));
        }

        return await new FleetTraining<T>(path, keys, load, recipe, options).Run(cancellation).ConfigureAwait(false);
    }

    /// <summary>The seed of a model: a function of the fleet's seed and its key, the same on every machine.</summary>
    /// <param name="seed">The <see cref="FleetOptions.Seed"/>.</param>
    /// <param name="key">The key.</param>
    public static int SeedOf(int seed, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Seeds.Of(seed, key);
    }

    /// <summary>Opens the file of a fleet, also while it is being written.</summary>
    /// <typeparam name="T">The precision the models were trained in.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="knownTypes">How to make layers of one's own that the models have; null if there are none.</param>
    /// <exception cref="InvalidDataException">The file is no file of a fleet.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Fleet<T> Open<T>(string path, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Fleet<T>(path, knownTypes);
    }
}
