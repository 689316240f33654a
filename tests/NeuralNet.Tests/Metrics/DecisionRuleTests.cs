using System.Numerics;

namespace NeuralNet.Tests;

public sealed class DecisionRuleTests
{
    private const int Samples = 90;

    /// <summary>
    /// Loss, how the network ends, what targets are, and what an output must exceed; null where the largest decides.
    /// </summary>
    public static TheoryData<string, string, string, double?> Combinations
    {
        get
        {
            var all = new TheoryData<string, string, string, double?>();
            string[] ends = ["Dense", "Sigmoid", "Tanh", "ReLU", "LeakyReLU"];
            foreach (string loss in (string[])["MeanSquaredError", "MeanAbsoluteError", "Huber"])
            {
                foreach (string end in ends)
                {
                    all.Add(loss, end, "0/1", 0.5);
                    all.Add(loss, end, "-1/+1", 0);
                    all.Add(loss, end, "labels 0/1", 0.5);
                    all.Add(loss, end, "labels -1/+1", 0);
                    all.Add(loss, end, "one-hot", null);
                    all.Add(loss, end, "one-hot -1/+1", null);
                }
            }

            all.Add("MeanSquaredError", "Softmax", "one-hot", null);
            all.Add("SoftmaxCrossEntropy", "Softmax", "one-hot", null);
            all.Add("SoftmaxCrossEntropy", "Dense", "one-hot", null);
            foreach ((string end, double threshold) in (ReadOnlySpan<(string, double)>)[("Sigmoid", 0.5), ("Dense", 0), ("LeakyReLU", 0)])
            {
                all.Add("BinaryCrossEntropy", end, "0/1", threshold);
                all.Add("BinaryCrossEntropy", end, "labels 0/1", threshold);
                all.Add("BinaryCrossEntropy", end, "one-hot", null);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Record_and_answers_agree_in_double(string loss, string end, string targets, double? threshold)
        => RecordAndAnswersAgree<double>(loss, end, targets, threshold);

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Record_and_answers_agree_in_float(string loss, string end, string targets, double? threshold)
        => RecordAndAnswersAgree<float>(loss, end, targets, threshold);

    [Fact]
    public void A_linear_output_trained_on_zeros_and_ones_is_cut_at_one_half()
    {
        Matrix<double> x = NeuralNet.Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
        var network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Optimizer = new Adam { LearningRate = 0.01 }, Epochs = 5000, StopWhenMeanAbsoluteErrorBelow = 0.05 };

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, [0, 1, 1, 0]);

        result.FinalScores!.Value.Accuracy.Should().Be(1);
        network.Classify(x).Should().Equal(0, 1, 1, 0);
        network.Classify([1.0, 0.0]).Should().Be(1);
        network.DecisionRule.Should().Be(DecisionRule.Above(0.5) with { Source = DecisionSource.Training });
        network.ToString().Should().EndWith("a sample is of class 1 where the output is above 0.5");
    }

    [Theory]
    [InlineData("Dense", 0)]
    [InlineData("Tanh", 0)]
    [InlineData("Sigmoid", 0.5)]
    [InlineData("ReLU", 0.5)]
    public void Before_training_the_last_layer_suggests_a_threshold(string end, double threshold)
    {
        Network<double> network = Make<double>(end, 1);

        network.DecisionRule.Should().Be(DecisionRule.Above(threshold) with { Source = DecisionSource.LastLayer });
        network.ToString().Should().EndWith("double");
    }

    [Fact]
    public void A_threshold_of_ones_own_stays_through_training_copies_and_files_and_counts_in_the_record()
    {
        Dataset<double> data = Data<double>("0/1", end: "Sigmoid");
        Network<double> network = Make<double>("Sigmoid", 1);
        network.UseDecisionRule(DecisionRule.Above(0.3));

        TrainingResult result = Train(network, new BinaryCrossEntropy<double>(), data);

        Network<double> loaded = SavedAndLoaded(network);
        foreach (DecisionRule rule in (DecisionRule[])[network.DecisionRule, network.Clone().DecisionRule, network.ToFrozen().DecisionRule,
            loaded.DecisionRule])
            rule.Should().Be(DecisionRule.Above(0.3));
        result.History[^1].Validation!.Value.Accuracy.Should().Be(ShareAbove(network, data, 0.3, middle: 0.5));
        network.ToString().Should().EndWith("class 1 where the output is above 0.3");

        network.UseDecisionRule(null);
        Train(network, new BinaryCrossEntropy<double>(), data);
        network.DecisionRule.Should().Be(DecisionRule.Above(0.5) with { Source = DecisionSource.Training });
    }

    [Fact]
    public void Classify_takes_a_threshold_for_one_call()
    {
        Network<double> network = Identity(1);
        Matrix<double> x = NeuralNet.Samples.FromRows<double>([[0.2], [0.30000001], [0.7]]);

        network.Classify(x, 0.3).Should().Equal(0, 1, 1);
        network.ToFrozen().Classify(x, 0.5).Should().Equal(0, 0, 1);
        network.Classify(x).Should().Equal(1, 1, 1);
    }

    [Fact]
    public void Several_labels_at_once_have_a_threshold_each()
    {
        Network<double> network = Identity(3);
        network.UseDecisionRule(DecisionRule.Above(0.5, 0.2, 0.9));
        Matrix<double> x = NeuralNet.Samples.FromRows<double>([[0.6, 0.1, 0.95], [0.5, 0.3, 0.9], [0, 0, 0]]);

        network.ClassifyEach(x).Should().BeEquivalentTo(new[,] { { true, false, true }, { false, true, false }, { false, false, false } });
        network.ClassifyEach(x, DecisionRule.Above(0.09))
            .Should().BeEquivalentTo(new[,] { { true, true, true }, { true, true, true }, { false, false, false } });
        network.ToFrozen().ClassifyEach(x, DecisionRule.LargestOutput)
            .Should().BeEquivalentTo(new[,] { { false, false, true }, { false, false, true }, { true, false, false } });
        network.ToString().Should().EndWith("outputs say yes where they are above 0.5, 0.2, 0.9");
    }

    [Fact]
    public void One_class_a_sample_is_refused_where_each_output_answers_by_itself()
    {
        Network<double> network = Identity(2);
        Matrix<double> x = NeuralNet.Samples.FromRows<double>([[1, 1]]);
        Action[] acts = [() => network.Classify(x, 0.5), () => network.Classify(x, DecisionRule.Above(0.5, 0.1)), () => Classified(DecisionRule.Above(1))];

        int Classified(DecisionRule rule)
        {
            network.UseDecisionRule(rule);
            return network.Classify([1.0, 1.0]);
        }


        foreach (Action act in acts)
            act.Should().Throw<InvalidOperationException>().WithMessage("The rule is that each of 2 outputs answers by itself (above *), so a sample may be "
                + "of several classes or of none. ClassifyEach *");
    }

    [Theory]
    [InlineData("Sigmoid", 0.5, "0/1")]
    [InlineData("Dense", 0, "0/1")]
    [InlineData("Dense", 0, "-1/+1")]
    [InlineData("Tanh", 0, "-1/+1")]
    public void Training_on_several_labels_at_once_cuts_each_output_by_itself(string end, double threshold, string coding)
    {
        double no = coding == "0/1" ? 0 : -1;
        Matrix<double> x = Some.Matrix<double>(Samples, 2);
        Matrix<double> y = Matrix<double>.Build.Dense(Samples, 3, (i, j) => x[i, 0] * (j - 1) + x[i, 1] > 0 ? 1 : no);
        Network<double> network = Make<double>(end, 3);
        Loss<double> loss = coding == "0/1" ? new BinaryCrossEntropy<double>() : new MeanSquaredError<double>();

        TrainingResult result = Train(network, loss, new Dataset<double>(x, y));

        Matrix<double> p = network.Predict(Held(x));
        bool[,] answers = network.ClassifyEach(Held(x));
        int right = 0;
        for (int i = 0; i < p.RowCount; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                answers[i, j].Should().Be(p[i, j] > threshold);
                right += answers[i, j] == (Held(y)[i, j] == 1) ? 1 : 0;
            }
        }

        result.History[^1].Validation!.Value.Accuracy.Should().Be((double)right / (3 * p.RowCount));
        network.DecisionRule.Should().Be(DecisionRule.Above(threshold) with { Source = DecisionSource.Training });
    }

    [Theory]
    [InlineData(0.1, 0.9, 0.5)]
    [InlineData(1, 2, 1.5)]
    [InlineData(-3, 1, -1)]
    public void Between_any_two_values_of_the_targets_lies_the_threshold_of_one_output(double no, double yes, double threshold)
    {
        Matrix<double> x = Some.Matrix<double>(20, 2);
        Network<double> network = Make<double>("Dense", 1);

        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 1 })
            .Fit(x, Matrix<double>.Build.Dense(20, 1, (i, _) => i % 2 == 0 ? no : yes));

        network.DecisionRule.Thresholds.Single().Should().BeApproximately(threshold, 1e-15);
    }

    [Fact]
    public void Numbers_leave_the_rule_as_it_was()
    {
        Dataset<double> numbers = Some.Regression<double>(20);
        Network<double> network = Make<double>("Dense", 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 1 }).Fit(numbers);

        network.DecisionRule.Source.Should().Be(DecisionSource.LastLayer);
        result.History[^1].Training.Accuracy.Should().BeNull();
    }

    [Fact]
    public void A_refused_training_leaves_the_rule_as_it_was()
    {
        Network<double> network = Make<double>("Dense", 1);
        Dataset<double> good = Data<double>("0/1", "Dense");
        Matrix<double> bad = good.X.Clone();
        bad[3, 1] = double.NaN;

        var act = () => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(good, good with { X = bad });

        act.Should().Throw<ArgumentException>();
        network.DecisionRule.Source.Should().Be(DecisionSource.LastLayer);
    }

    [Fact]
    public void A_restored_checkpoint_brings_its_rule()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "run.safetensors");
        Dataset<double> data = Data<double>("0/1", "Dense");
        var options = new TrainingOptions { Epochs = 2, Checkpoint = new CheckpointOptions(path) };
        new Trainer<double>(Make<double>("Dense", 1), new MeanSquaredError<double>(), options).Fit(data);
        Network<double> another = Make<double>("Dense", 1);

        new Trainer<double>(another, new MeanSquaredError<double>(), options).Restore(path);

        another.DecisionRule.Should().Be(DecisionRule.Above(0.5) with { Source = DecisionSource.Training });
        Trainer.Load<double>(path).Network.DecisionRule.Should().Be(another.DecisionRule);
        Network.Load<double>(path).DecisionRule.Should().Be(another.DecisionRule);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Rules_that_do_not_fit_are_refused()
    {
        Network<double> network = Identity(2);
        Action[] acts =
        [
            () => network.UseDecisionRule(DecisionRule.Above(1, 2, 3)),
            () => DecisionRule.Above(1, double.NaN),
            () => DecisionRule.Above(),
            () => DecisionRule.Above(1, 2).ClassifyEach(Matrix<double>.Build.Dense(1, 3)),
            () => DecisionRule.LargestOutput.Classify(Matrix<double>.Build.Dense(1, 1, double.NaN)),
        ];
        string[] messages =
        [
            "'rule' has 3 thresholds, but there are 2 outputs*", "'thresholds'[1] is NaN, but a finite number was expected.*", "'thresholds' is empty*",
            "'Thresholds' has 2 thresholds, but there are 3 outputs*", "'outputs' holds NaN at row 0, column 0*",
        ];

        foreach ((Action act, string message) in acts.Zip(messages))
            act.Should().Throw<ArgumentException>().WithMessage(message);
    }

    private static void RecordAndAnswersAgree<T>(string lossName, string end, string targets, double? threshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset<T> data = Data<T>(targets, end);
        Network<T> network = Make<T>(end, data.Y.ColumnCount);
        Loss<T> loss = Library.Loss<T>(lossName);

        TrainingResult result = Train(network, loss, data);

        // What is right is counted here from the predictions alone.
        DataSplit<T> split = Split(data);
        int[] actual = split.Held.ToLabels();
        Matrix<T> p = network.Predict(split.Held.X);
        int[] expected = [.. p.EnumerateRows().Select(row => threshold is { } limit ? (row[0] > T.CreateChecked(limit) ? 1 : 0) : row.MaximumIndex())];
        double accuracy = (double)expected.Zip(actual).Count(pair => pair.First == pair.Second) / actual.Length;
        accuracy.Should().BeInRange(0.05, 0.98, "agreement on nothing or all would prove little");

        network.Classify(split.Held.X).Should().Equal(expected);
        network.ToFrozen().Classify(split.Held.X).Should().Equal(expected);
        SavedAndLoaded(network).Classify(split.Held.X).Should().Equal(expected);
        split.Held.X.EnumerateRows().Select(row => network.Classify(row.ToArray())).Should().Equal(expected);
        result.History[^1].Validation!.Value.Accuracy.Should().Be(accuracy);
        Metrics.Accuracy(network.Classify(split.Held.X), actual).Should().Be(accuracy);
        new Trainer<T>(network, loss).Evaluate(split.Held).Accuracy.Should().Be(accuracy);
        CrossValidation.Run(split.Held, 2, _ => network).Confusion!.Accuracy.Should().BeApproximately(accuracy, 1e-15);
    }

    /// <summary>Two classes that overlap, so that a threshold in the wrong place changes the answers.</summary>
    private static Dataset<T> Data<T>(string targets, string end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = targets.StartsWith("one-hot", StringComparison.Ordinal) ? 3 : 2;
        Dataset<T> data = Some.Classification<T>(Samples, classes, seed: end.Length);
        int[] labels = data.ToLabels();
        Matrix<T> x = data.X + Some.Matrix<T>(Samples, 2, seed: 9) * T.CreateChecked(0.7);
        T no = targets.EndsWith("-1/+1", StringComparison.Ordinal) ? -T.One : T.Zero;
        return new Dataset<T>(x, Matrix<T>.Build.Dense(Samples, classes == 2 ? 1 : 3, (i, j) => labels[i] == (classes == 2 ? 1 : j) ? T.One : no));
    }

    private static TrainingResult Train<T>(Network<T> network, Loss<T> loss, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> split = Split(data);
        return new Trainer<T>(network, loss, new TrainingOptions { Epochs = 3, BatchSize = 7, Optimizer = new Adam { LearningRate = 0.02 } })
            .Fit(split.Training, split.Held);
    }

    private static DataSplit<T> Split<T>(Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(data.Subset([.. Enumerable.Range(0, Samples / 2)]), data.Subset([.. Enumerable.Range(Samples / 2, Samples / 2)]));

    private static Matrix<double> Held(Matrix<double> all) => all.SubMatrix(Samples / 2, Samples / 2, 0, all.ColumnCount);

    private static Network<T> Make<T>(string end, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(2).Dense(6).Tanh().Dense(outputs);
        return (end == "Dense" ? builder : builder.Add(Library.Layer<T>(end, outputs))).Build(seed: 3);
    }

    private static Network<T> SavedAndLoaded<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Network.Load<T>(new MemoryStream(Loading.Saved(network)));

    private static Network<double> Identity(int width)
    {
        var dense = new Dense<double>(width, width);
        for (int j = 0; j < width; j++)
            dense.Weights[j, j] = 1;
        return new Network<double>(width, [dense]);
    }

    private static double ShareAbove(Network<double> network, Dataset<double> data, double threshold, double middle)
    {
        Matrix<double> p = network.Predict(Split(data).Held.X), t = Split(data).Held.Y;
        return (double)Enumerable.Range(0, p.RowCount).Count(i => p[i, 0] > threshold == t[i, 0] > middle) / p.RowCount;
    }
}
