namespace NeuralNet.Tests;

public sealed class RunReportsTests
{
    [Fact]
    public void Whoever_listens_is_told_of_an_epoch_with_what_was_found_in_it()
    {
        var told = new List<EpochRecord>();
        Dataset<double> unscaled = Some.Regression<double>(samples: 40) with { X = Some.Matrix<double>(rows: 40, columns: 2) * 1e5 };
        RunReports<double> reports = NewReports(unscaled, new TrainingOptions { Progress = new Listener(told.Add) });
        StepMaker<double> steps = new MinibatchSteps<double>(_task!, new Sgd { LearningRate = 0 });
        ScoreSums sums = default;
        steps.Make(ref sums, reports.Inspector);
        var history = new TrainingHistory(capacity: 1);
        history.Add(new EpochRecord(Epoch: 1, Step: 1, LearningRate: 0, sums.ToScores(), Validation: null));

        reports.AfterEpoch(history);

        told.Should().ContainSingle().Which.Findings.Select(finding => finding.Code).Should().Contain(FindingCode.InputsNotScaled);
        history[0].Findings.Should().BeEquivalentTo(told[0].Findings);
    }

    [Fact]
    public void Without_diagnostics_the_epoch_is_told_all_the_same()
    {
        var told = new List<EpochRecord>();
        RunReports<double> reports = NewReports(Some.Regression<double>(samples: 4),
            new TrainingOptions { Progress = new Listener(told.Add), Diagnostics = Diagnostics.Off });
        var history = new TrainingHistory(capacity: 1);
        history.Add(new EpochRecord(Epoch: 1, Step: 1, LearningRate: 0.1, new Scores(1, 1, null), Validation: null));

        reports.AfterEpoch(history);

        told.Should().Equal(history[0]);
        reports.Findings.Should().BeEmpty();
    }

    private TrainingTask<double>? _task;

    private RunReports<double> NewReports(Dataset<double> data, TrainingOptions options)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);
        var training = new TrainingData<double>(data, TargetKind.Continuous, weights: null);
        _task = new TrainingTask<double>(network, new MeanSquaredError<double>(), options, new TrainingState<double>(network, new Sgd()), training,
            validation: null, workers: null);
        return new RunReports<double>(_task);
    }

    private sealed class Listener(Action<EpochRecord> listen) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => listen(value);
    }
}
