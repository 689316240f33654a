using System.Numerics;

namespace NeuralNet;

/// <summary>Trainers from checkpoints.</summary>
public static class Trainer
{
    /// <summary>
    /// Makes the trainer of a run again from a checkpoint alone: network, loss and options. Its next Fit, which must be
    /// given the data of the run, goes on as after <see cref="Trainer{T}.Restore(string)"/>.
    /// </summary>
    /// <typeparam name="T">The precision of the run.</typeparam>
    /// <param name="path">
    /// A file that <see cref="TrainingOptions.Checkpoint"/> had written; the run goes on writing its checkpoints there.
    /// </param>
    /// <param name="knownTypes">How to make types of one's own that the file names; null if there are none.</param>
    /// <remarks>
    /// Progress and threads are not in the file and have their defaults. For others, or for more epochs, make a trainer
    /// of <see cref="Trainer{T}.Network"/>,
    /// <see cref="Trainer{T}.Loss"/> and <c>Options with { ... }</c> and call <see cref="Trainer{T}.Restore(string)"/>
    /// on it; so, too, for losses and schedules made of functions.
    /// </remarks>
    /// <exception cref="InvalidDataException">
    /// The file is no checkpoint, is damaged, holds the other precision, or names a type that is not known.
    /// </exception>
    public static Trainer<T> Load<T>(string path, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => NamedFile.Read(path, stream => Load(stream, path, knownTypes));

    /// <summary>
    /// Makes the trainer of a run again from a checkpoint that is read from a stream, from its position to its end; it
    /// writes no further checkpoints.
    /// </summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <param name="knownTypes">How to make types of one's own that the file names; null if there are none.</param>
    /// <inheritdoc cref="Load{T}(string, KnownTypes{T}?)"/>
    public static Trainer<T> Load<T>(Stream stream, KnownTypes<T>? knownTypes = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, path: null, knownTypes);
    }

    private static Trainer<T> Load<T>(Stream stream, string? path, KnownTypes<T>? knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Checkpoint<T> checkpoint = Checkpoint<T>.Read(stream, path);
        try
        {
            (Network<T> network, Loss<T> loss, TrainingOptions options) = checkpoint.MakeParts(knownTypes ?? KnownTypes<T>.Library);
            var trainer = new Trainer<T>(network, loss, options);
            trainer.Restore(checkpoint);
            return trainer;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The settings in the checkpoint do not fit together: {e.Message}", e);
        }
    }
}
