using System.Numerics;

namespace NeuralNet.Many;

/// <summary>One definition for many networks: how a trainer is made of data and a seed.</summary>
/// <param name="Name">
/// What it is called in files and by the silos of a cluster, which know recipes by their names: no code is sent there.
/// </param>
/// <param name="Make">
/// Makes a trainer, not trained yet, from the data it will be trained on and the seed, which goes into the initial
/// weights and the options. A function of these two and nothing else, called from several threads at once.
/// </param>
public sealed record Recipe<T>(string Name, Func<Dataset<T>, int, Trainer<T>> Make)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
