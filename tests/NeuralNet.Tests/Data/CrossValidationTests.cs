namespace NeuralNet.Tests;

public sealed class CrossValidationTests
{
    // The features of a sample are its number.
    private static Dataset<double> Numbered(IReadOnlyList<int> labels, int classes)
        => new(Matrix<double>.Build.Dense(labels.Count, 1, (i, _) => i), labels, classes);

    [Theory]
    [InlineData(SplitKind.Stratified)]
    [InlineData(SplitKind.Plain)]
    public void Every_sample_is_held_back_once_and_learned_from_in_all_other_folds(SplitKind kind)
    {
        int[] labels = [.. Enumerable.Range(0, 53).Select(i => i % 3)];

        IReadOnlyList<DataSplit<double>> folds = DataSplit<double>.Folds(Numbered(labels, 3), folds: 5, seed: 1, kind);

        folds.Should().HaveCount(5);
        folds.SelectMany(fold => Numbers(fold.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 53));
        foreach (DataSplit<double> fold in folds)
        {
            Numbers(fold.Training).Concat(Numbers(fold.Held)).Should().BeEquivalentTo(Enumerable.Range(0, 53));
            fold.Held.Count.Should().BeInRange(10, 11);
            fold.Held.ToLabels().Should().Equal(Numbers(fold.Held).Select(i => labels[i]));
        }
    }

    [Fact]
    public void Stratified_folds_have_each_class_alike_and_plain_ones_do_not_look_at_classes()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 70 ? 0 : i < 93 ? 1 : 2)];

        IReadOnlyList<DataSplit<double>> stratified = DataSplit<double>.Folds(Numbered(labels, 3), folds: 5);
        IReadOnlyList<DataSplit<double>> plain = DataSplit<double>.Folds(Numbered(labels, 3), folds: 5, kind: SplitKind.Plain);

        foreach (DataSplit<double> fold in stratified)
        {
            fold.Held.ToLabels().Count(label => label == 0).Should().Be(14);
            fold.Held.ToLabels().Count(label => label == 1).Should().BeInRange(4, 5);
            fold.Held.ToLabels().Count(label => label == 2).Should().BeInRange(1, 2);
        }

        plain.Select(fold => fold.Held.ToLabels().Count(label => label == 0)).Should().Contain(count => count != 14);
    }

    [Fact]
    public void A_plain_split_does_not_look_at_classes()
    {
        Dataset<double> data = Numbered([.. Enumerable.Range(0, 100).Select(i => i % 2)], 2);

        int[] ones = [.. Enumerable.Range(0, 20).Select(seed => DataSplit<double>.Random(data, 0.5, seed, SplitKind.Plain).Held.ToLabels().Sum())];

        ones.Should().Contain(count => count != 25);
        DataSplit<double>.Random(data, 0.5, 1).Held.ToLabels().Sum().Should().Be(25);
    }

    [Fact]
    public void A_seed_gives_its_folds_again_and_another_seed_others()
    {
        Dataset<double> data = Numbered(new int[40], 1);

        int[] first = Numbers(DataSplit<double>.Folds(data, 4, seed: 1)[0].Held);

        Numbers(DataSplit<double>.Folds(data, 4, seed: 1)[0].Held).Should().Equal(first);
        Numbers(DataSplit<double>.Folds(data, 4, seed: 2)[0].Held).Should().NotEqual(first);
    }

    [Fact]
    public void The_model_of_a_fold_is_made_from_the_training_part_alone_and_scored_on_the_rest()
    {
        Dataset<double> data = Numbered([.. Enumerable.Range(0, 30).Select(i => i % 3)], 3);
        var seen = new List<int[]>();

        // Knows the labels of what it has seen by heart, and answers 0 for all else.
        CrossValidationResult<double> result = CrossValidation.Run(data, 5, training =>
        {
            int[] numbers = Numbers(training);
            seen.Add(numbers);
            int[] labels = training.ToLabels();
            return x => Labels.ToOneHot<double>([.. x.Column(0).Select(number => Array.IndexOf(numbers, (int)number) is var i and >= 0 ? labels[i] : 0)], 3);
        });

        seen.Should().HaveCount(5);
        seen.SelectMany(numbers => Enumerable.Range(0, 30).Except(numbers)).Should().BeEquivalentTo(Enumerable.Range(0, 30));
        result.Folds.Should().AllSatisfy(fold => (fold.TrainingSamples, fold.HeldSamples, fold.Accuracy).Should().Be((24, 6, 1.0 / 3)));
        result.Confusion![1, 0].Should().Be(10);
        result.Predictions.Column(0).Should().OnlyContain(value => value == 1);
    }

    [Fact]
    public void A_scaling_layer_is_fitted_on_each_folds_training_part()
    {
        // One far outlier: the mean of the training part shows whether it was in it.
        Dataset<double> data = Numbered([.. Enumerable.Range(0, 20).Select(i => i % 2)], 2);
        data.X[7, 0] = 1000;
        var offsets = new List<double>();

        CrossValidation.Run(data, 4, training =>
        {
            Network<double> network = Network.WithInputs<double>(1).Standardize(training.X).Dense(2).Softmax().Build();
            offsets.Add(((Scaling<double>)network.Layers[0]).Offsets[0, 0]);
            offsets[^1].Should().BeApproximately(training.X.Column(0).Average(), 1e-12);
            return network;
        });

        offsets.Count(offset => offset < 20).Should().Be(1);
    }

    [Fact]
    public void Missing_values_are_imputed_from_the_training_part()
    {
        Dataset<double> data = new([[1], [double.NaN], [3], [double.NaN], [5], [6], [7], [8]], [[1], [2], [3], [4], [5], [6], [7], [8]]);

        CrossValidationResult<double> result = CrossValidation.Run(data, 4, training =>
        {
            var imputer = Imputer.Median(training.X);
            return x => imputer.Transform(x);
        }, seed: 3);

        result.Predictions[0, 0].Should().Be(1);
        result.Predictions[1, 0].Should().BeInRange(3, 7);
        result.Folds.Should().AllSatisfy(fold => fold.Accuracy.Should().BeNull());
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_fold_scores_and_the_line_shows_them()
    {
        var folds = new FoldScores[] { new(8, 2, 1, 0, null), new(8, 2, 0.5, 0.5, null) };
        var classes = new CrossValidationResult<double>(folds, Matrix<double>.Build.Dense(4, 2), new ConfusionMatrix([0, 1], [0, 1], 2));
        var numbers = new CrossValidationResult<double>([new(8, 2, null, 0.25, 0.9), new(8, 2, null, 0.75, 0.7)], Matrix<double>.Build.Dense(4, 1), null);

        classes.Mean.Should().Be(0.75);
        classes.Deviation.Should().Be(0.25);
        classes.ToString().Should().Be("accuracy 75.0 %, deviation 25.0 over 2 folds: 100.0 50.0");
        numbers.ToString().Should().Be("R2 0.800, deviation 0.100 over 2 folds: 0.900 0.700; mean absolute error 0.5");
    }

    [Fact]
    public void A_network_with_one_logit_is_scored_with_its_own_threshold()
    {
        Dataset<double> data = new([[-2], [-1], [1], [2]], [[0], [0], [1], [1]]);

        CrossValidationResult<double> result = CrossValidation.Run(data, 2, _ =>
        {
            var dense = new Dense<double>(1, 1);
            dense.Weights[0, 0] = 0.1;
            return new Network<double>(1, [dense]);
        });

        result.Mean.Should().Be(1);
    }

    [Fact]
    public void Too_few_samples_and_models_that_do_not_predict_are_refused()
    {
        Dataset<double> data = Numbered([0, 1, 0, 1], 2);
        Dataset<double> numbers = new([[1], [2], [3]], [[1], [2], [3]]);
        Action[] acts =
        [
            () => DataSplit<double>.Folds(data, 1),
            () => DataSplit<double>.Folds(data, 5),
            () => DataSplit<double>.Folds(data, 2, kind: (SplitKind)7),
            () => CrossValidation.Run(numbers, 2, _ => x => x),
            () => CrossValidation.Run(data, 2, _ => (Network<double>)null!),
            () => CrossValidation.Run(data, 2, _ => x => x),
            () => CrossValidation.Run(data, 2, _ => x => x.Append(x) * double.NaN),
        ];
        string[] messages = ["'folds' is 1, but at least 2*", "'data' has 4 samples, but 5 folds*", "'kind' is 7*", "'data' has 3 samples, but 2 folds scored "
            + "by R2 need at least two each*", "The function that trains returned null*", "The model of fold 0 predicted 2 x 1 *2 x 2 was expected.",
            "The model of fold 0 predicted NaN at row 0, column 0*"];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<Exception>().WithMessage(message);
    }

    private static int[] Numbers(Dataset<double> data) => [.. data.X.Column(0).Select(value => (int)value)];

    [Fact]
    public void Progress_is_told_the_scores_of_each_fold_in_order()
    {
        Dataset<double> data = Some.Classification<double>(samples: 30);
        var told = new List<FoldScores>();

        CrossValidationResult<double> result = CrossValidation.Run(data, folds: 3, Train, progress: new Listener(told.Add));

        told.Should().Equal(result.Folds);
    }

    [Fact]
    public void A_token_ends_it_between_two_folds_and_what_is_done_was_told()
    {
        Dataset<double> data = Some.Classification<double>(samples: 30);
        using var source = new CancellationTokenSource();
        var told = new List<FoldScores>();
        int trained = 0;
        Network<double> TrainAndCancel(Dataset<double> training)
        {
            if (++trained == 3)
                source.Cancel();
            return Train(training);
        }

        Action run = () => CrossValidation.Run(data, folds: 5, TrainAndCancel, progress: new Listener(told.Add), cancellation: source.Token);

        run.Should().Throw<OperationCanceledException>();
        trained.Should().Be(3);
        told.Should().HaveCount(2, "the model of the third fold may be half trained");
    }

    [Fact]
    public void A_prediction_that_is_no_number_is_named_by_the_row_of_the_data()
    {
        Dataset<double> data = Some.Classification<double>(samples: 30);
        Func<Dataset<double>, Func<Matrix<double>, Matrix<double>>> train = _ => x
            => Matrix<double>.Build.Dense(x.RowCount, 3, (i, _) => x[i, 0] == data.X[22, 0] ? double.NaN : 0);

        Action run = () => CrossValidation.Run(data, folds: 3, train);

        run.Should().Throw<InvalidOperationException>().WithMessage("The model of fold * predicted NaN at row 22, column 0, where rows are those of 'data'.");
    }

    private static Network<double> Train(Dataset<double> training)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 2 }).Fit(training);
        return network;
    }

    private sealed class Listener(Action<FoldScores> listen) : IProgress<FoldScores>
    {
        public void Report(FoldScores value) => listen(value);
    }
}
