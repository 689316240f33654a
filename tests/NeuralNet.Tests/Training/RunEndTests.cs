using System.Diagnostics;

namespace NeuralNet.Tests;

public sealed class RunEndTests
{
    private static readonly Scores _scores = new(Loss: 0.5, MeanAbsoluteError: 0.2, Accuracy: null);

    [Fact]
    public void An_epoch_starts_until_all_epochs_or_steps_are_done()
    {
        RunEnd end = Of(new TrainingOptions { Epochs = 3, Steps = 7 });

        end.BeforeEpoch(epochs: 2, steps: 6).Should().BeNull();
        end.BeforeEpoch(epochs: 3, steps: 6).Should().Be(StopReason.EpochsReached);
        end.BeforeEpoch(epochs: 2, steps: 7).Should().Be(StopReason.StepsReached);
    }

    [Fact]
    public void A_threshold_is_tested_before_the_limits_and_remembers_what_it_saw()
    {
        RunEnd end = Of(new TrainingOptions { Epochs = 0, StopWhenLossBelow = 0.6, StopWhenMeanAbsoluteErrorBelow = 0.2 });

        StopReason? reason = end.BeforeEpoch(epochs: 0, steps: 0);

        reason.Should().Be(StopReason.LossReached, "an error of 0.2 is not below 0.2, but a loss of 0.5 is below 0.6");
        end.ThresholdScores.Should().Be(_scores);
    }

    [Fact]
    public void Nothing_is_scored_where_there_is_no_threshold()
    {
        var end = new RunEnd(new TrainingOptions { Epochs = 3 }, () => throw new InvalidOperationException("scored"), Stopwatch.GetTimestamp(),
            CancellationToken.None);

        end.BeforeEpoch(epochs: 0, steps: 0).Should().BeNull();
        end.ThresholdScores.Should().BeNull();
    }

    [Fact]
    public void A_cancelled_run_ends_between_two_steps_as_cancelled_even_when_its_time_is_over()
    {
        using var source = new CancellationTokenSource();
        var end = new RunEnd(new TrainingOptions { TimeLimit = TimeSpan.FromTicks(1) }, () => _scores, Stopwatch.GetTimestamp(), source.Token);
        StopReason? late = end.Limit(steps: 1);
        source.Cancel();

        late.Should().Be(StopReason.TimeLimit);
        end.Limit(steps: 1).Should().Be(StopReason.Cancelled);
    }

    [Fact]
    public void Patience_ends_after_so_many_epochs_without_improvement_since_the_best()
    {
        RunEnd end = Of(new TrainingOptions { EarlyStopping = new EarlyStopping(Patience: 2) { MinimumImprovement = 0.1 } });
        var history = new TrainingHistory(capacity: 4);
        (double Loss, bool IsBest, StopReason? Reason)[] expected =
            [(1, true, null), (0.95, false, null), (0.8, true, null), (0.75, false, null), (double.NaN, false, StopReason.NoImprovement)];

        foreach ((double loss, bool isBest, StopReason? reason) in expected)
        {
            var record = new EpochRecord(history.Count + 1, Step: 0, LearningRate: 0.1, new Scores(loss, 0, null), Validation: null);
            history.Add(record);

            end.IsBest(record).Should().Be(isBest);
            end.AfterEpoch(history).Should().Be(reason);
        }

        end.BestEpoch.Should().Be(3);
    }

    [Fact]
    public void What_the_tests_remember_survives_a_checkpoint()
    {
        var options = new TrainingOptions { StopWhenLossBelow = 0.1, EarlyStopping = new EarlyStopping(Patience: 2) };
        RunEnd end = Of(options);
        var record = new EpochRecord(Epoch: 4, Step: 9, LearningRate: 0.1, new Scores(0.7, 0, null), Validation: null);
        end.Threshold();
        end.IsBest(record);
        end.IsBest(record with { Epoch = 5 });
        var tape = new NumberTape();
        end.Transfer(tape);

        RunEnd resumed = Of(options);
        resumed.Transfer(new NumberTape(tape.ToArray()));
        resumed.IsBest(record with { Epoch = 6 });

        resumed.ThresholdScores.Should().Be(_scores);
        resumed.BestEpoch.Should().Be(4);
        resumed.AfterEpoch(new TrainingHistory(capacity: 1)).Should().Be(StopReason.NoImprovement);
    }

    private static RunEnd Of(TrainingOptions options) => new(options, () => _scores, Stopwatch.GetTimestamp(), CancellationToken.None);
}
