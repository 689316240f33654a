using System.IO.Compression;
using NeuralNet.Tests;

namespace NeuralNet.Many.Tests;

public sealed class EnsembleTests
{
    private static readonly Dataset<double> _data = Some.Classification<double>(90);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Members_are_the_networks_that_a_loop_over_the_seeds_trains_on_any_number_of_threads(int threads)
    {
        byte[][] expected = [.. Enumerable.Range(11, 4).Select(seed =>
        {
            Trainer<double> trainer = Make(_data, seed);
            trainer.Fit(_data);
            return Bits.Of(trainer.Network);
        })];

        EnsembleResult<double> result = Ensemble.Train(_data, 4, Make, seed: 11, options: new RunOptions { Threads = threads });

        result.Ensemble.Members.Select(Bits.Of).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Outputs_are_the_means_of_the_members_and_spreads_their_deviations()
    {
        Ensemble<double> ensemble = Ensemble.Train(_data, 3, Make).Ensemble;
        Matrix<double> x = Some.Matrix<double>(20, 2);
        Matrix<double>[] each = [.. ensemble.Members.Select(member => member.Predict(x))];

        Matrix<double> mean = ensemble.Predict(x), spread = ensemble.PredictSpread(x);

        Matrix<double> expected = (each[0] + each[1] + each[2]) / 3;
        Matrix<double> squares = each.Select(y => (y - expected).PointwisePower(2)).Aggregate((a, b) => a + b) / 3;
        (mean - expected).InfinityNorm().Should().BeLessThan(1e-14);
        (spread - squares.PointwiseSqrt()).InfinityNorm().Should().BeLessThan(1e-14);
        spread.Enumerate().Max().Should().BeGreaterThan(0);
    }

    [Fact]
    public void Probabilities_are_averaged_before_the_class_is_decided()
    {
        Ensemble<double> ensemble = new([Constant(0.6, 0.4), Constant(0.6, 0.4), Constant(0.1, 0.9)]);

        ensemble.Predict([0.0]).Should().BeEquivalentTo([1.3 / 3, 1.7 / 3], options => options.Using<double>(c => c.Subject.Should()
            .BeApproximately(c.Expectation, 1e-12)).WhenTypeIs<double>());
        ensemble.Classify(Matrix<double>.Build.Dense(1, 1)).Should().Equal([1], "a vote would say 0");
    }

    [Fact]
    public void Members_that_were_trained_on_logits_predict_probabilities_and_decide_as_before()
    {
        Dataset<double> yesOrNo = new(_data.X, Matrix<double>.Build.Dense(90, 1, (i, _) => i % 3 == 0 ? 1 : 0));
        EnsembleResult<double> result = Ensemble.Train(yesOrNo, 3, (training, seed) => new Trainer<double>(
            Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Build(seed), new BinaryCrossEntropy<double>(),
                new TrainingOptions { Epochs = 20, Seed = seed }));

        Matrix<double> mean = result.Ensemble.Predict(yesOrNo.X);

        mean.Enumerate().Should().OnlyContain(p => p > 0 && p < 1);
        result.Ensemble.DecisionRule.Thresholds.Should().Equal(0.5);
        result.Ensemble.Classify(yesOrNo.X).Should().Equal(mean.Column(0).Select(p => p > 0.5 ? 1 : 0));
    }

    [Fact]
    public void Each_fold_serves_one_member_for_validation()
    {
        DataSplit<double>[] folds = [.. DataSplit<double>.Folds(_data, 3, seed: 5)];
        Trainer<double> second = Make(folds[1].Training, 6);
        TrainingResult expected = second.Fit(folds[1].Training, folds[1].Held);

        EnsembleResult<double> result = Ensemble.TrainFolds(_data, 3, Make, seed: 5);

        Bits.Of(result.Ensemble.Members[1]).Should().Equal(Bits.Of(second.Network));
        result.Results[1].History[^1].Validation.Should().Be(expected.History[^1].Validation);
    }

    [Fact]
    public void A_saved_ensemble_is_one_file_and_predicts_the_same_to_the_bit_when_it_is_loaded()
    {
        using var folder = new TemporaryFolder();
        Ensemble<double> ensemble = Ensemble.Train(_data with { ClassNames = ["a", "b", "c"] }, 3, Make).Ensemble;
        ensemble.Save(folder.File("ensemble"));

        Ensemble<double> loaded = Ensemble.Load<double>(folder.File("ensemble"));

        Directory.GetFiles(folder.Path).Should().ContainSingle();
        loaded.Predict(_data.X).Should().Be(ensemble.Predict(_data.X));
        loaded.Schema.ClassNames.Should().Equal("a", "b", "c");
        loaded.DecisionRule.Should().Be(ensemble.DecisionRule);
        ensemble.Save(folder.File("again"));
        File.ReadAllBytes(folder.File("again")).Should().Equal(File.ReadAllBytes(folder.File("ensemble")));
    }

    [Fact]
    public void A_frozen_ensemble_predicts_the_same_to_the_bit_sample_by_sample_from_many_threads()
    {
        Ensemble<double> ensemble = Ensemble.Train(_data, 3, Make).Ensemble;
        FrozenEnsemble<double> frozen = ensemble.ToFrozen();
        Matrix<double> expected = ensemble.Predict(_data.X);
        double[] row = _data.X.Row(0).ToArray();
        double[] y = new double[3];
        frozen.Predict(row, y);

        frozen.Predict(_data.X).Should().Be(expected);
        Parallel.For(0, 90, i =>
        {
            frozen.Predict(_data.X.Row(i).ToArray()).Should().Equal(expected.Row(i).ToArray());
            ensemble.Predict(_data.X.Row(i).ToArray()).Should().Equal(expected.Row(i).ToArray());
        });
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            frozen.Predict(row, y);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(-30)]
    public void A_damaged_file_is_refused_with_its_name(int place)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("ensemble");
        Ensemble.Train(_data, 2, Make).Ensemble.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x55;
        File.WriteAllBytes(path, bytes);

        Action load = () => Ensemble.Load<double>(path);

        load.Should().Throw<InvalidDataException>().WithMessage($"*{path}*");
    }

    [Fact]
    public void A_file_that_grows_when_it_is_read_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (ZipArchive archive = ZipFile.Open(folder.File("bomb"), ZipArchiveMode.Create))
        using (Stream member = archive.CreateEntry("member-0.safetensors").Open())
            member.Write(new byte[1 << 24]);

        Action load = () => Ensemble.Load<double>(folder.File("bomb"));

        load.Should().Throw<InvalidDataException>().WithMessage("*is compressed*");
    }

    [Fact]
    public void Networks_whose_predictions_have_no_mean_are_refused()
    {
        Network<double> softmax = Network.WithInputs<double>(2).Dense(3).Softmax().Build(), logits = Network.WithInputs<double>(2).Dense(3).Build();

        Action none = () => _ = new Ensemble<double>([]);
        Action sizes = () => _ = new Ensemble<double>([logits, Network.WithInputs<double>(2).Dense(4).Build()]);
        Action kinds = () => _ = new Ensemble<double>([softmax, logits]);

        none.Should().Throw<ArgumentException>().WithMessage("*at least one*");
        sizes.Should().Throw<ArgumentException>().WithMessage("'members'[1] has 2 inputs and 4 outputs, but the first has 2 and 3*");
        kinds.Should().Throw<ArgumentException>().WithMessage("'members'[1] ends in Dense 2 -> 3, but the first in Softmax*");
    }

    [Fact]
    public void The_exception_of_a_member_is_the_one_that_a_loop_would_have_thrown_first()
    {
        Action train = () => Ensemble.Train(_data, 4, (training, seed) => seed > 0 ? throw new FormatException($"seed {seed}") : Make(training, seed),
            options: new RunOptions { Threads = 3 });

        train.Should().Throw<FormatException>().WithMessage("seed 1");
    }

    [Fact]
    public void Cancelling_and_running_out_of_time_end_it_and_are_told_apart()
    {
        using var cancellation = new CancellationTokenSource();
        Trainer<double> Endless(Dataset<double> training, int seed)
        {
            Trainer<double> trainer = Make(training, seed);
            return new Trainer<double>(trainer.Network, trainer.Loss, trainer.Options with { Epochs = int.MaxValue, Diagnostics = Diagnostics.Off });
        }

        Action cancelled = () => Ensemble.Train(_data, 3, Endless, options: new RunOptions { Threads = 2 }, cancellation: cancellation.Token);
        Action late = () => Ensemble.Train(_data, 3, Endless, options: new RunOptions { Threads = 2, TimeLimit = TimeSpan.FromMilliseconds(50) });

        cancellation.CancelAfter(50);
        cancelled.Should().Throw<OperationCanceledException>();
        late.Should().Throw<TimeoutException>().WithMessage("*before 3 of 3 members*");
    }

    [Fact]
    public void A_member_that_diverges_is_left_out_and_reported()
    {
        EnsembleResult<double> result = Ensemble.Train(Some.Regression<double>(50), 3, (training, seed) => new Trainer<double>(
            Network.WithInputs<double>(2).Dense(4).ReLU().Dense(1).Build(seed), new MeanSquaredError<double>(),
            new TrainingOptions { Epochs = 200, Seed = seed, Optimizer = new Sgd { LearningRate = seed == 1 ? 1e9 : 0.01 } }));

        result.Results.Select(r => r.StopReason).Should().Equal(StopReason.EpochsReached, StopReason.Diverged, StopReason.EpochsReached);
        result.Ensemble.Members.Should().HaveCount(2);
        result.ToString().Should().StartWith("2 of 3 networks").And.Contain("1  Diverged");
    }

    private static Trainer<double> Make(Dataset<double> training, int seed) => new(
        Network.WithInputs<double>(2).Standardize(training.X).Dense(6).Tanh().Dense(3).Softmax().Build(seed), new SoftmaxCrossEntropy<double>(),
        new TrainingOptions { Epochs = 15, Seed = seed });

    /// <summary>A classifier that always answers with the same two probabilities.</summary>
    private static Network<double> Constant(double first, double second)
    {
        var dense = new Dense<double>(1, 2);
        dense.Biases[0, 0] = Math.Log(first);
        dense.Biases[0, 1] = Math.Log(second);
        return new Network<double>(1, [dense, new Softmax<double>()]);
    }
}
