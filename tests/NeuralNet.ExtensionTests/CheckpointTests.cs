using System.Numerics;

namespace NeuralNet.ExtensionTests;

public sealed class OwnCheckpointsInDouble : OwnCheckpointTests<double>;

public sealed class OwnCheckpointsInFloat : OwnCheckpointTests<float>;

/// <summary>A run made of types of one's own is taken up from a checkpoint by their registered names.</summary>
public abstract class OwnCheckpointTests<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Own.Data<T>();

    private readonly string _directory = Directory.CreateTempSubdirectory("own-checkpoint").FullName;

    private string Path => System.IO.Path.Combine(_directory, "own.safetensors");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(25)]
    public void A_trainer_made_of_the_checkpoint_ends_as_the_run_would_have_ended(int steps)
    {
        Trainer<T> uninterrupted = NewTrainer();
        TrainingResult whole = uninterrupted.Fit(_data);
        Interrupt(steps);

        Trainer<T> loaded = Trainer.Load(Path, Own.Types<T>());
        TrainingResult result = loaded.Fit(_data);

        Own.Bits(loaded.Network).Should().Equal(Own.Bits(uninterrupted.Network));
        (result.StopReason, result.StopMessage, result.Steps).Should().Be((StopReason.CriterionMet, whole.StopMessage, whole.Steps));
        result.History.Select(record => (record.Epoch, record.LearningRate, record.Training)).Should()
            .Equal(whole.History.Select(record => (record.Epoch, record.LearningRate, record.Training)));
        result.Findings.Select(finding => finding.ToString()).Should().Equal(whole.Findings.Select(finding => finding.ToString()));
    }

    [Fact]
    public void Everything_of_the_run_is_made_again_with_its_settings()
    {
        Interrupt(steps: 3);

        Trainer<T> loaded = Trainer.Load(Path, Own.Types<T>());

        loaded.Loss.Should().BeOfType<LogCosh<T>>();
        loaded.Loss.Describe().Should().Be(Own.Loss<T>().Describe());
        loaded.Options.Optimizer.Should().Be(Own.Options.Optimizer);
        loaded.Options.StopCriteria.Should().Equal(Own.Options.StopCriteria);
        ((Dense<T>)loaded.Network.Layers[0]).Initializer.Should().Be(new SparseNormal(2));
        loaded.Network.Layers.Select(layer => layer.Describe()).Should().Equal(Own.Network<T>().Layers.Select(layer => layer.Describe()));
    }

    [Fact]
    public void Restoring_into_a_trainer_that_is_there_needs_no_names()
    {
        Trainer<T> uninterrupted = NewTrainer();
        uninterrupted.Fit(_data);
        Interrupt(steps: 25);

        Trainer<T> trainer = NewTrainer();
        trainer.Restore(Path);
        trainer.Fit(_data);

        Own.Bits(trainer.Network).Should().Equal(Own.Bits(uninterrupted.Network));
    }

    [Fact]
    public void Other_settings_of_an_own_type_are_named()
    {
        Interrupt(steps: 3);

        Action loss = () => new Trainer<T>(Own.Network<T>(), new LogCosh<T>(3), Own.Options).Restore(Path);
        Action schedule = () => new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with
        {
            Optimizer = new Adam { LearningRate = new WarmUp(5, new TriangularRate(0.001, 0.03, 40)) },
        }).Restore(Path);

        loss.Should().Throw<ArgumentException>().WithMessage("*the loss is LogCosh (sharpness 2) in the checkpoint, but LogCosh (sharpness 3) here*");
        schedule.Should().Throw<ArgumentException>()
            .WithMessage("*TriangularRate (lowest 0.001, highest 0.02, period 40)*in the checkpoint, but*highest 0.03*");
    }

    [Theory]
    [InlineData("Swish", "layer 1*'Swish'*KnownTypes.WithLayer(\"Swish\"")]
    [InlineData("LogCosh", "loss 'LogCosh'*KnownTypes.WithLoss(\"LogCosh\"")]
    [InlineData("TriangularRate", "schedule 'TriangularRate'*KnownTypes.WithSchedule(\"TriangularRate\"")]
    [InlineData("SlowProgress", "stop criterion 'SlowProgress'*KnownTypes.WithStopCriterion(\"SlowProgress\"")]
    public void A_name_that_is_not_registered_is_named_with_what_to_do(string missing, string message)
    {
        Interrupt(steps: 3);
        var types = new KnownTypes<T>();
        if (missing != "Swish")
            types = types.WithLayer("Swish", description => new Swish<T>(description["beta"]));
        types = types.WithLayer("Gain", description => new Gain<T>((int)description["width"]));
        if (missing != "LogCosh")
            types = types.WithLoss("LogCosh", description => new LogCosh<T>(description["sharpness"]));
        if (missing != "TriangularRate")
            types = types.WithSchedule("TriangularRate",
                description => new TriangularRate(description["lowest"], description["highest"], (int)description["period"]));
        if (missing != "SlowProgress")
            types = types.WithStopCriterion("SlowProgress", description => new SlowProgress((int)description["epochs"], description["share"]));

        Action load = () => Trainer.Load(Path, types);

        load.Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
    }

    private static Trainer<T> NewTrainer() => new(Own.Network<T>(), Own.Loss<T>(), Own.Options);

    /// <summary>Leaves a checkpoint of a run that was cancelled after some steps, within an epoch.</summary>
    private void Interrupt(int steps)
    {
        using var cancellation = new CancellationTokenSource();
        var rate = new WarmUp(5, new CancelAfter(new TriangularRate(0.001, 0.02, 40), steps, cancellation));
        var trainer = new Trainer<T>(Own.Network<T>(), Own.Loss<T>(), Own.Options with
        {
            Optimizer = new Adam { LearningRate = rate },
            Checkpoint = new CheckpointOptions(Path) { EveryEpochs = 1000 },
        });
        trainer.Fit(_data, cancellation: cancellation.Token).Steps.Should().Be(steps);
    }

    /// <summary>The rates of another schedule, whose name and settings it bears.</summary>
    private sealed record CancelAfter(LearningRateSchedule Other, int Steps, CancellationTokenSource Source) : LearningRateSchedule
    {
        public override double RateAt(TrainingTime time)
        {
            if (time.Step == Steps - 1)
                Source.Cancel();
            return Other.RateAt(time);
        }

        public override Description Describe() => Other.Describe();
    }
}
