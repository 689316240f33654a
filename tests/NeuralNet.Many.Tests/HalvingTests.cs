using System.Collections.Concurrent;

namespace NeuralNet.Many.Tests;

public sealed class HalvingTests
{
    [Fact]
    public void The_brackets_of_Hyperband_are_those_of_its_algorithm_for_81_epochs_and_a_reduction_of_3()
    {
        // Li et al., 2018, algorithm 1 and table 1: pairs of trials and epochs, brackets s = 4 to 0.
        (int, int)[][] published =
        [
            [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)],
            [(34, 3), (11, 9), (3, 27), (1, 81)],
            [(15, 9), (5, 27), (1, 81)],
            [(8, 27), (2, 81)],
            [(5, 81)],
        ];

        new Hyperband(81).Brackets().Select(bracket => bracket.Select(rung => (rung.Trials, rung.Epochs)).ToArray())
            .Should().BeEquivalentTo(published, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(27, 2, 18, 3, "27:2 9:6 3:18")]
    [InlineData(50, 5, 100, 3, "50:5 16:15 5:100")]
    [InlineData(4, 10, 10, 2, "4:10")]
    [InlineData(2, 1, 100, 3, "2:100")]
    [InlineData(16, 1, 8, 2, "16:1 8:2 4:4 2:8")]
    public void A_part_of_each_rung_goes_on_and_the_last_go_all_the_way(int trials, int smallest, int largest, int reduction, string rungs)
        => string.Join(" ", new SuccessiveHalving(trials, smallest, largest) { Reduction = reduction }.Rungs().Select(rung => $"{rung.Trials}:{rung.Epochs}"))
            .Should().Be(rungs);

    [Fact]
    public void Unless_told_otherwise_half_of_the_trials_go_on()
        => new SuccessiveHalving(50, 10, 81).Rungs().Select(rung => (rung.Trials, rung.Epochs)).Should().Equal((50, 10), (25, 20), (12, 40), (6, 81));

    [Fact]
    public void Trials_go_on_from_their_checkpoints_and_end_as_if_they_had_been_trained_in_one_go()
    {
        SearchResult<double> result = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options("halving"));

        Trial best = result.Best!;
        best.Outcome.Epochs.Should().Be(18);
        result.Trials.Select(trial => trial.Outcome.Epochs).Order().Should().Equal([.. Enumerable.Repeat(2, 18), .. Enumerable.Repeat(6, 6), 18, 18, 18]);
        DataSplit<double> split = Flowers.Objective.Splits[0];
        Trainer<double> alone = Flowers.Make(best.Settings, split.Training, Running.Seeds.Of(5, $"trial {best.Number}"));
        alone = new Trainer<double>(alone.Network, alone.Loss, alone.Options with { Epochs = 18 });
        alone.Fit(split.Training);
        Bits.Of(result.Network).Should().Equal(Bits.Of(alone.Network));
        alone.Evaluate(split.Held).Loss.Should().Be(best.Outcome.Score);
    }

    [Fact]
    public void No_epoch_is_trained_twice()
    {
        var epochs = new ConcurrentBag<int>();
        SearchObjective<double> counted = Flowers.Objective with
        {
            Make = (settings, training, seed) =>
            {
                Trainer<double> made = Flowers.Make(settings, training, seed);
                return new Trainer<double>(made.Network, made.Loss, made.Options with { Progress = new Told<EpochRecord>(record => epochs.Add(record.Epoch)) });
            },
        };

        SearchResult<double> result = Search.Run(Flowers.Space, counted, Flowers.Options("halving") with { Threads = 2 });

        epochs.Should().HaveCount(27 * 2 + 9 * 4 + 3 * 12);
        result.Steps.Should().Be((27 * 2 + 9 * 4 + 3 * 12) * 4, "an epoch of 105 samples is four steps");
    }

    [Fact]
    public void Cross_validated_trials_go_on_with_every_fold()
    {
        SearchObjective<double> folds = Flowers.Objective with { Splits = DataSplit<double>.Folds(Flowers.Data, 3) };

        SearchResult<double> result = Search.Run(Flowers.Space, folds, Flowers.Options("hyperband"));

        result.Networks.Should().HaveCount(3);
        result.Best!.Outcome.Score.Should().BeApproximately(folds.Splits.Zip(result.Networks, (split, network)
            => new Trainer<double>(network, new SoftmaxCrossEntropy<double>()).Evaluate(split.Held).Loss).Average(), 1e-15);
        new Ensemble<double>(result.Networks).Predict(Flowers.Data.X).RowCount.Should().Be(150);
    }

    [Fact]
    public void A_training_that_something_else_has_ended_is_not_trained_again()
    {
        SearchObjective<double> early = Flowers.Objective with
        {
            Make = (settings, training, seed) =>
            {
                Trainer<double> made = Flowers.Make(settings, training, seed);
                return new Trainer<double>(made.Network, made.Loss, made.Options with { StopWhenLossBelow = 100 });
            },
        };

        SearchResult<double> result = Search.Run(Flowers.Space, early, Flowers.Options("halving"));

        result.Trials.Should().OnlyContain(trial => trial.Outcome.StopReason == StopReason.LossReached && trial.Outcome.Steps == 0);
        result.IsComplete.Should().BeTrue();
    }
}
