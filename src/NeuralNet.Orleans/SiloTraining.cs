using Microsoft.Extensions.DependencyInjection;
using NeuralNet.Many.Running;
using Orleans.Serialization;
using Orleans.Storage;

namespace NeuralNet.Orleans;

/// <summary>What makes a silo one that trains.</summary>
public static class SiloTraining
{
    /// <summary>The name of the storage provider that holds models and checkpoints.</summary>
    public const string StorageName = "neuralnet";

    /// <summary>
    /// Adds recipes and objectives to a silo. Its storage of the name <see cref="StorageName"/> holds models and
    /// checkpoints: <c>silo.AddMemoryGrainStorage(SiloTraining.StorageName)</c> to try it,
    /// <see cref="AddFolderStorage"/>, or any provider of Orleans.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Says what it can train, and on how many threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no thread, or no epoch between checkpoints.</exception>
    public static ISiloBuilder AddNeuralNet(this ISiloBuilder silo, Action<TrainingCatalog> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        var catalog = new TrainingCatalog();
        configure(catalog);
        ArgumentOutOfRangeException.ThrowIfLessThan(catalog.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(catalog.CheckpointEpochs, 1);
        silo.Services.AddSingleton(catalog).AddSingleton(_ => new WorkerThreads(catalog.Threads));
        // Providers that leave the format to others write bytes as bytes, and no names of types.
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer>(StorageName,
            (services, _) => new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()));
        return silo;
    }

    /// <summary>Keeps models and checkpoints as files of a folder that all silos see.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="folder">The folder, made if there is none.</param>
    public static ISiloBuilder AddFolderStorage(this ISiloBuilder silo, string folder)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        silo.Services.AddKeyedSingleton<IGrainStorage>(StorageName, (services, _) => new FolderStorage(folder, services.GetRequiredService<Serializer>()));
        return silo;
    }
}
