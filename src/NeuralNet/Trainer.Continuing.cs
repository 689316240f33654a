using System.Numerics;

namespace NeuralNet;

public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Takes up a run from a checkpoint: weights and the optimizer's memory are put back, and the next Fit, which must
    /// be given the data of the run, goes on where it was. It ends as a run would have ended that was never
    /// interrupted, to the bit: weights, history, findings, numbers of steps.
    /// </summary>
    /// <remarks>
    /// Network, loss and options must be those of the run, except for what only says when to stop (epochs, steps, time
    /// limit, thresholds, stop criteria), for progress, threads and the checkpoint itself. So a run that has ended may
    /// be taken up with more epochs. <see cref="Trainer.Load{T}(string, KnownTypes{T}?)"/> makes a trainer from the
    /// checkpoint alone.
    /// </remarks>
    /// <param name="path">A file that <see cref="TrainingOptions.Checkpoint"/> had written.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no checkpoint, is damaged, or holds the other precision. Nothing has changed.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The checkpoint is one of another network, loss or options; the message says what differs. Nothing has changed.
    /// </exception>
    public void Restore(string path)
    {
        if (Options.Restarts is { } restarts)
            RestoreRestarts(path, restarts.Count);
        else
            NamedFile.Read(path, stream =>
            {
                Restore(stream, path);
                return this;
            });
    }

    /// <summary>Takes up a run from a checkpoint that is read from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <inheritdoc cref="Restore(string)"/>
    public void Restore(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Restore(stream, path: null);
    }

    private void Restore(Stream stream, string? path)
    {
        Enter();
        try
        {
            Restore(Checkpoint<T>.Read(stream, path));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A run without a file begins anew, which comes to the same.</summary>
    private void RestoreRestarts(string path, int count)
    {
        string[] files = [.. Enumerable.Range(0, count).Select(run => Restarts.PathOf(path, Restarts.SeedOf(run, Options)))];
        if (!files.Any(File.Exists))
            throw new FileNotFoundException($"There is no checkpoint of a restart: neither '{files[0]}' nor one of the {Check.Text(count - 1)} others.",
                files[0]);
        Enter();
        try
        {
            Checkpoint<T>?[] checkpoints = [.. files.Select(file => File.Exists(file) ? Checkpoint<T>.Read(file) : null)];
            foreach (Checkpoint<T>? checkpoint in checkpoints)
                checkpoint?.CheckFits(Network, Loss, Options with { Restarts = null });
            _restoredRestarts = checkpoints;
        }
        finally
        {
            Leave();
        }
    }

    internal void Restore(Checkpoint<T> checkpoint)
    {
        checkpoint.CheckFits(Network, Loss, Options);
        var state = new TrainingState<T>(Network, Options.Optimizer);
        state.Transfer(checkpoint.OpenState());
        checkpoint.CopyWeightsTo(Network);
        _state = state;
        _restored = checkpoint;
        _ownSteps = null;
    }

    /// <summary>
    /// A trainer of the same network that goes on where this one is, as a run of its own: with other settings, such as
    /// a lower rate, and on any data. It starts with a copy of the optimizer's memory and of the counts of steps and
    /// epochs, which schedules and random numbers go by.
    /// </summary>
    /// <remarks>
    /// After <see cref="Restore(string)"/>, or of a trainer from <see cref="Trainer.Load{T}(string, KnownTypes{T}?)"/>,
    /// it goes on from the checkpoint, whose history, patience and findings end there:
    /// <c>Trainer.Load&lt;double&gt;(path).ContinueWith(new TrainingOptions { Optimizer = new Adam { LearningRate =
    /// 1e-4 } }).Fit(more)</c>.
    /// </remarks>
    /// <param name="options">The settings; the optimizer is of the same kind and remembers as much.</param>
    /// <exception cref="ArgumentException">
    /// A setting is outside its range, or the optimizer is of another kind, to which this one's memory means nothing.
    /// </exception>
    public Trainer<T> ContinueWith(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Restarts is not null)
            throw new ArgumentException($"'{nameof(options.Restarts)}' is set, but new initial weights continue nothing. Leave it out.", nameof(options));
        Enter();
        try
        {
            if (options.Optimizer.GetType() != Options.Optimizer.GetType() || options.Optimizer.SlotsPerParameter != Options.Optimizer.SlotsPerParameter)
                throw OtherMemory(options);
            return new Trainer<T>(Network, Loss, options, _state.ContinueWith(Network, options.Optimizer));
        }
        catch (InvalidDataException e)
        {
            throw OtherMemory(options, e);
        }
        finally
        {
            Leave();
        }
    }

    private ArgumentException OtherMemory(TrainingOptions options, Exception? cause = null)
        => new($"Training went on with {Options.Optimizer} so far, whose memory means nothing to {options.Optimizer}: continue with an optimizer of "
            + $"the same kind, or make a new trainer, which starts without memory.", nameof(options), cause);
}
