namespace NeuralNet.Tests;

public sealed class RunRecordTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("record").FullName;
    private readonly Network<double> _network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_best_weights_come_back_whatever_happened_to_the_network_since()
    {
        RunRecord<double> record = NewRecord(new TrainingOptions { EarlyStopping = new EarlyStopping(Patience: 1) });
        byte[] best = Bits.Of(_network);
        record.KeepWeights(epoch: 3);
        _network.Parameters[0].Value.Clear();

        int? epoch = record.RestoreBestWeights();

        epoch.Should().Be(3);
        Bits.Of(_network).Should().Equal(best);
    }

    [Fact]
    public void Without_early_stopping_no_weights_are_kept()
    {
        RunRecord<double> record = NewRecord(new TrainingOptions());
        record.KeepWeights(epoch: 3);

        record.RestoreBestWeights().Should().BeNull();
    }

    [Fact]
    public void A_step_has_one_checkpoint()
    {
        RunRecord<double> record = NewRecord(new TrainingOptions { Checkpoint = new CheckpointOptions(Path.Combine(_directory, "run")) { EveryEpochs = 2 } });
        int collected = 0;

        record.WriteCheckpoint(step: 5, _ => collected++);
        record.WriteCheckpoint(step: 5, _ => collected++);
        record.WriteCheckpoint(step: 6, _ => collected++);

        collected.Should().Be(2);
        record.IsCheckpointDue(epoch: 3).Should().BeFalse();
        record.IsCheckpointDue(epoch: 4).Should().BeTrue();
    }

    private RunRecord<double> NewRecord(TrainingOptions options)
    {
        var data = new TrainingData<double>(Some.Regression<double>(samples: 3), TargetKind.Continuous, weights: null);
        var state = new TrainingState<double>(_network, options.Optimizer);
        return new RunRecord<double>(new TrainingTask<double>(_network, new MeanSquaredError<double>(), options, state, data, validation: null, workers: null));
    }
}
