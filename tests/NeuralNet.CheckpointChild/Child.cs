using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>
/// A run with everything that a checkpoint has to hold: memory of the optimizer, a schedule, shuffled samples, dropout,
/// best weights, findings.
/// </summary>
public static class Child
{
    /// <summary>The trainer at the beginning of the run.</summary>
    /// <param name="epochs">How far it goes.</param>
    /// <param name="checkpoint">Where it writes a checkpoint after each epoch; null for none.</param>
    /// <param name="progress">Told of every epoch; null for nobody.</param>
    public static Trainer<T> NewTrainer<T>(int epochs, string? checkpoint, IProgress<EpochRecord>? progress = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            Network.WithInputs<T>(2).Dense(12).ReLU().Dropout(0.2).Dense(3).Softmax().Build(seed: 1),
            new SoftmaxCrossEntropy<T>(),
            new TrainingOptions
            {
                Optimizer = new Adam { LearningRate = new WarmUp(10, new CosineDecay(0.01, 100) { FinalRate = 1e-3 }) },
                Epochs = epochs,
                BatchSize = 16,
                Seed = 7,
                L2 = 1e-4,
                ValidationFraction = 0.25,
                EarlyStopping = new EarlyStopping(Patience: 1_000_000),
                Threads = 1,
                Progress = progress,
                Checkpoint = checkpoint is null ? null : new CheckpointOptions(checkpoint),
            });

    /// <summary>What it learns from.</summary>
    public static Dataset<T> Data<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Some.Classification<T>(samples: 90);

    internal static void Train<T>(string checkpoint, int epochs, string output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> trainer = NewTrainer<T>(epochs, checkpoint, new Lines());
        if (File.Exists(checkpoint))
            trainer.Restore(checkpoint);
        trainer.Fit(Data<T>());
        trainer.Network.Save(output);
    }

    /// <summary>A line after every epoch, just before the checkpoint is written.</summary>
    private sealed class Lines : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => Console.WriteLine(value.Epoch);
    }
}
