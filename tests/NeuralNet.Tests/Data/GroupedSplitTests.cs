namespace NeuralNet.Tests;

public sealed class GroupedSplitTests
{
    private static readonly string[] _patients = ["a", "b", "a", "c", "c", "b", "d", "a", "e", "c", "f", "f"];

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_group_is_in_one_part_only(double heldFraction)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            DataSplit<double> split = DataSplit<double>.ByGroup(Numbered(12), _patients, heldFraction, seed);

            string[] training = [.. Numbers(split.Training).Select(i => _patients[i])], held = [.. Numbers(split.Held).Select(i => _patients[i])];
            training.Should().NotIntersectWith(held).And.NotBeEmpty();
            held.Should().NotBeEmpty();
            Numbers(split.Training).Concat(Numbers(split.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 12));
            Numbers(split.Held).Should().BeInAscendingOrder().And.Equal(split.HeldRows);
            Numbers(split.Training).Should().Equal(split.TrainingRows);
        }
    }

    [Fact]
    public void The_held_share_is_as_near_as_groups_allow_and_each_group_has_its_turn()
    {
        int[] groups = [.. Enumerable.Range(0, 200).Select(i => i / 4)];
        var seen = new HashSet<int>();

        for (int seed = 0; seed < 40; seed++)
        {
            DataSplit<double> split = DataSplit<double>.ByGroup(Numbered(200), groups, 0.2, seed);
            split.Held.Count.Should().Be(40);
            seen.UnionWith(Numbers(split.Held).Select(i => groups[i]));
        }

        seen.Should().HaveCount(50);
        Numbers(DataSplit<double>.ByGroup(Numbered(200), groups, 0.2, seed: 7).Held)
            .Should().Equal(Numbers(DataSplit<double>.ByGroup(Numbered(200), groups, 0.2, seed: 7).Held));
    }

    [Fact]
    public void One_large_group_is_not_held_back_where_a_small_one_will_do()
    {
        int[] groups = [.. Enumerable.Range(0, 100).Select(i => i < 90 ? 0 : 1)];

        for (int seed = 0; seed < 20; seed++)
            DataSplit<double>.ByGroup(Numbered(100), groups, 0.2, seed).Held.Count.Should().Be(10);
    }

    [Fact]
    public void Folds_by_group_hold_each_sample_once_and_share_no_group_with_their_training_part()
    {
        IReadOnlyList<DataSplit<double>> folds = DataSplit<double>.FoldsByGroup(Numbered(12), _patients, 4, seed: 2);

        folds.SelectMany(fold => Numbers(fold.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 12));
        foreach (DataSplit<double> fold in folds)
        {
            Numbers(fold.Held).Select(i => _patients[i]).Should().NotIntersectWith(Numbers(fold.Training).Select(i => _patients[i]));
            fold.Held.Count.Should().Be(3);
        }
    }

    [Fact]
    public void Training_is_always_before_what_is_held_back()
    {
        // Every other day twice, the file in no order.
        DateTime[] times = [.. Enumerable.Range(0, 30).Select(i => new DateTime(2026, 1, 1).AddDays(i * 7 % 30 / 2))];

        DataSplit<double> split = DataSplit<double>.ByTime(Numbered(30), times, 0.25);

        Numbers(split.Held).Should().HaveCount(8);
        Numbers(split.Training).Max(i => times[i]).Should().BeBefore(Numbers(split.Held).Min(i => times[i]));
        Numbers(split.Training).Concat(Numbers(split.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 30));
    }

    [Fact]
    public void Samples_of_one_time_stay_together()
    {
        DataSplit<double> split = DataSplit<double>.ByTime(Numbered(10), (int[])[1, 1, 1, 1, 1, 1, 2, 2, 2, 2], 0.1);

        Numbers(split.Held).Should().Equal(6, 7, 8, 9);
    }

    [Fact]
    public void Folds_forward_in_time_are_those_of_scikit_learn_s_TimeSeriesSplit()
    {
        // n_splits=3 of 13 samples: training 0-3, 0-6, 0-9; held 4-6, 7-9, 10-12.
        int[] times = [.. Enumerable.Range(0, 13).Reverse()];

        IReadOnlyList<DataSplit<double>> folds = DataSplit<double>.FoldsByTime(Numbered(13), times, 3);

        folds.Select(fold => Numbers(fold.Training).Select(i => times[i]).Max()).Should().Equal(3, 6, 9);
        folds.Select(fold => Numbers(fold.Held).Select(i => times[i]).Order().ToArray())
            .Should().BeEquivalentTo((int[][])[[4, 5, 6], [7, 8, 9], [10, 11, 12]], options => options.WithStrictOrdering());
    }

    [Fact]
    public void Folds_forward_in_time_never_look_ahead_whatever_the_ties()
    {
        var random = new RandomStream(seed: 3);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] times = [.. Enumerable.Range(0, 20).Select(_ => (double)random.NextInteger(9))];
            if (times.Distinct().Count() < 5)
                continue;
            foreach (DataSplit<double> fold in DataSplit<double>.FoldsByTime(Numbered(20), times, 4))
                Numbers(fold.Training).Max(i => times[i]).Should().BeLessThan(Numbers(fold.Held).Min(i => times[i]));
        }
    }

    [Fact]
    public void Cross_validation_takes_folds_by_group()
    {
        // The answer is the patient's: who knows the patient knows it, and no model may.
        Dataset<double> data = new(Numbered(12).X, [.. _patients.Select(name => name is "a" or "d" or "f" ? 1 : 0)], classes: 2);

        CrossValidationResult<double> result = CrossValidation.Run(data, DataSplit<double>.FoldsByGroup(data, _patients, 6), training =>
        {
            int[] known = Numbers(training);
            return x => Labels.ToOneHot<double>([.. x.Column(0).Select(number => known.Any(i => _patients[i] == _patients[(int)number])
                ? throw new InvalidOperationException("a leak") : 0)], 2);
        });

        result.Folds.Should().HaveCount(6);
        result.Confusion!.Samples.Should().Be(12);
        result.Confusion[1, 0].Should().Be(6);
        result.Rows.Should().Equal(Enumerable.Range(0, 12));
    }

    [Fact]
    public void Cross_validation_forward_in_time_predicts_what_was_held_back()
    {
        Dataset<double> data = new(Numbered(12).X, Numbered(12).X * 2 + 1.5);

        CrossValidationResult<double> result = CrossValidation.Run(data, DataSplit<double>.FoldsByTime(data, [.. Enumerable.Range(0, 12)], 3), _ => x => x * 2);

        result.Rows.Should().Equal(3, 4, 5, 6, 7, 8, 9, 10, 11);
        result.Predictions.Column(0).Should().Equal(result.Rows.Select(row => 2.0 * row));
        result.Folds.Should().AllSatisfy(fold => fold.MeanAbsoluteError.Should().Be(1.5));
        result.Folds.Select(fold => fold.TrainingSamples).Should().Equal(3, 6, 9);
    }

    [Fact]
    public void What_cannot_be_split_is_refused()
    {
        Dataset<double> data = Numbered(3);
        Action[] acts =
        [
            () => DataSplit<double>.ByGroup(data, (string[])["a", "a", "a"], 0.5),
            () => DataSplit<double>.ByGroup(data, (string[])["a", "b"], 0.5),
            () => DataSplit<double>.ByGroup(data, (string[])["a", null!, "b"], 0.5),
            () => DataSplit<double>.ByGroup(data, (int[])[1, 2, 3], 1),
            () => DataSplit<double>.FoldsByGroup(data, (int[])[1, 2, 2], 3),
            () => DataSplit<double>.ByTime(data, (double[])[1, double.NaN, 3], 0.5),
            () => DataSplit<double>.ByTime(data, (double[])[1, 1, 1], 0.5),
            () => DataSplit<double>.FoldsByTime(data, (int[])[1, 2, 3], 3),
            () => DataSplit<double>.FoldsByTime(data, (int[])[1, 2, 3], int.MaxValue),
            () => CrossValidation.Run(data, [new DataSplit<double>(data, data)], _ => x => x),
            () => CrossValidation.Run(data, [], _ => x => x),
        ];
        string[] messages =
        [
            "'groups' names 1 different groups, but at least 2 are needed*", "'data' has 3 rows, but 'groups' has 2 "
                + "values*", "'groups'[1] is null*", "'heldFraction' is 1*",
            "'groups' names 2 different groups, but at least 3*", "'times'[1] is NaN*", "'times' holds 1 different times, but at least "
                + "2*", "'times' holds 3 different times, but at least 4*",
            "'times' holds 3 different times*", "'splits'[0] does not say*", "'splits' is empty*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }

    private static Dataset<double> Numbered(int count)
        => new(Matrix<double>.Build.Dense(count, 1, (i, _) => i), Matrix<double>.Build.Dense(count, 1, (i, _) => i % 2));

    private static int[] Numbers(Dataset<double> data) => [.. data.X.Column(0).Select(value => (int)value)];
}
