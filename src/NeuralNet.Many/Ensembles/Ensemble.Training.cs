using System.Numerics;
using NeuralNet.Many.Ensembles;

namespace NeuralNet.Many;

/// <summary>Ensembles, trained and loaded.</summary>
public static class Ensemble
{
    /// <summary>
    /// Trains members on the same data from different seeds, side by side:
    /// <c>Ensemble.Train(data, 5, (training, seed) => new Trainer&lt;float&gt;(Network...Build(seed), loss, new
    /// TrainingOptions { Seed = seed }))</c>.
    /// </summary>
    /// <param name="training">What to learn from: X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <param name="members">How many, at least 1; 5 are usual.</param>
    /// <param name="make">
    /// Makes the trainer of a member, not trained yet, from the data it will be trained on and its seed, which goes
    /// into the initial weights and the options. Called from several threads at once.
    /// </param>
    /// <param name="seed">The first member's seed; those of the others follow it one by one.</param>
    /// <param name="validation">
    /// What each member scores its epochs on; if null, <see cref="TrainingOptions.ValidationFraction"/> decides.
    /// </param>
    /// <param name="options">How many members are trained at a time, and who is told; the defaults if null.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <returns>The ensemble, and how the training of each member ended.</returns>
    /// <exception cref="ArgumentException">The data do not fit, or a setting is outside its range.</exception>
    /// <exception cref="OperationCanceledException">The token was set.</exception>
    /// <exception cref="TimeoutException">The time limit came before all members were trained.</exception>
    /// <exception cref="InvalidOperationException">
    /// The function returned null, or all members diverged.
    /// </exception>
    public static EnsembleResult<T> Train<T>(
        Dataset<T> training, int members, Func<Dataset<T>, int, Trainer<T>> make, int seed = 0, Dataset<T>? validation = null,
        RunOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(make);
        if (members < 1)
            throw new ArgumentOutOfRangeException(nameof(members), members, $"'{nameof(members)}' is {Text.Of(members)}, but at least 1 is needed.");
        return new EnsembleTraining<T>(make, options ?? new RunOptions(), cancellation)
            .Run([.. Enumerable.Range(0, members).Select(i => (training, validation, unchecked(seed + i)))]);
    }

    /// <summary>
    /// Trains a member for each fold of the data, side by side: on all but that fold, which serves it for validation,
    /// such as for early stopping.
    /// </summary>
    /// <param name="data">X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <param name="folds">The number of members, at least 2; 5 and 10 are usual.</param>
    /// <param name="make">
    /// Makes the trainer of a member, not trained yet, from the data it will be trained on, to which scaling is fitted,
    /// and its seed. Called from several threads at once.
    /// </param>
    /// <param name="seed">Chooses the folds; the first member's seed, and those of the others follow it.</param>
    /// <param name="kind">Whether classes are kept in proportion.</param>
    /// <param name="options">How many members are trained at a time, and who is told; the defaults if null.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <inheritdoc cref="Train"/>
    public static EnsembleResult<T> TrainFolds<T>(
        Dataset<T> data, int folds, Func<Dataset<T>, int, Trainer<T>> make, int seed = 0, SplitKind kind = SplitKind.Stratified,
        RunOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(make);
        IReadOnlyList<DataSplit<T>> splits = DataSplit<T>.Folds(data, folds, seed, kind);
        return new EnsembleTraining<T>(make, options ?? new RunOptions(), cancellation)
            .Run([.. splits.Select((split, i) => (split.Training, (Dataset<T>?)split.Held, unchecked(seed + i)))]);
    }

    /// <summary>Reads an ensemble from a file that <see cref="Ensemble{T}.Save(string)"/> wrote.</summary>
    /// <typeparam name="T">The precision the file was written in.</typeparam>
    /// <param name="path">The file. It need not be trusted: it is checked in full, checksums included.</param>
    /// <param name="knownTypes">How to make layers of one's own that the file names; null if there are none.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not such a file, is damaged, holds the other precision, or names an unknown kind of layer.
    /// </exception>
    public static Ensemble<T> Load<T>(string path, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // Windows lets a file that is being read be replaced if its reader agrees.
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return EnsembleFile.Read(stream, knownTypes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>Reads an ensemble from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <param name="knownTypes">How to make layers of one's own that the file names; null if there are none.</param>
    /// <inheritdoc cref="Load{T}(string, KnownTypes{T}?)"/>
    public static Ensemble<T> Load<T>(Stream stream, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        all.Position = 0;
        return EnsembleFile.Read(all, knownTypes);
    }
}
