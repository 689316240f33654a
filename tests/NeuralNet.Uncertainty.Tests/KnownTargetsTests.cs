using NeuralNet.Tests;

namespace NeuralNet.Uncertainty.Tests;

public sealed class KnownTargetsTests
{
    private static readonly Matrix<double> _x = Sets.Normal(32, 3, seed: 1);

    /// <summary>Two outputs, each known for a half of the rows of its own choice.</summary>
    private static readonly Matrix<double> _y = Matrix<double>.Build.Dense(32, 2,
        (i, j) => (j == 0 ? i % 2 == 0 : i % 4 < 2) ? Math.Sin(i + j) : double.NaN);

    [Fact]
    public void Outputs_that_share_no_weights_are_trained_as_each_on_its_own_rows_to_the_bit()
    {
        Network<double> together = Network.WithInputs<double>(3).Dense(2).Build(seed: 1);
        Network<double>[] alone = [.. Enumerable.Range(0, 2).Select(j => Column(together, j))];

        // The mean is over 32 known elements in place of 16, so that the gradient is half of that of each alone.
        new Trainer<double>(together, new KnownTargets<double>(new MeanSquaredError<double>()), Options(rate: 0.5)).Fit(_x, _y);
        for (int j = 0; j < 2; j++)
        {
            int[] rows = [.. Enumerable.Range(0, 32).Where(i => !double.IsNaN(_y[i, j]))];
            new Trainer<double>(alone[j], new MeanSquaredError<double>(), Options(rate: 0.25))
                .Fit(Matrix<double>.Build.DenseOfRows(rows.Select(i => _x.Row(i))), Matrix<double>.Build.Dense(rows.Length, 1, (i, _) => _y[rows[i], j]));
        }

        for (int j = 0; j < 2; j++)
        {
            Network<double> column = Column(together, j);
            Bits.Of(column.Parameters[0].Value).Should().Equal(Bits.Of(alone[j].Parameters[0].Value));
            Bits.Of(column.Parameters[1].Value).Should().Equal(Bits.Of(alone[j].Parameters[1].Value));
        }

        static TrainingOptions Options(double rate) => new()
        {
            Optimizer = new Sgd { LearningRate = rate, Momentum = 0.5 },
            Epochs = 40,
            BatchSize = 32,
            Order = SampleOrder.AsGiven,
        };
    }

    [Fact]
    public void The_loss_is_the_mean_over_what_is_known_in_whatever_batches()
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(4).Tanh().Dense(2).Build(seed: 1);
        Matrix<double> predictions = network.Predict(_x);
        var distances = Enumerable.Range(0, 64).Where(k => !double.IsNaN(_y[k / 2, k % 2])).Select(k => predictions[k / 2, k % 2] - _y[k / 2, k % 2]).ToArray();
        var loss = new KnownTargets<double>(new MeanSquaredError<double>());

        Scores scores = new Trainer<double>(network, loss).Evaluate(_x, _y);
        EpochRecord record = new Trainer<double>(network, loss, new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 0 },
            Epochs = 1,
            BatchSize = 5,
        }).Fit(_x, _y)
            .History[0];

        scores.Loss.Should().BeApproximately(distances.Average(distance => distance * distance), 1e-14);
        scores.MeanAbsoluteError.Should().BeApproximately(distances.Average(Math.Abs), 1e-14);
        record.Training.Loss.Should().BeApproximately(scores.Loss, 1e-14);
        record.Training.MeanAbsoluteError.Should().BeApproximately(scores.MeanAbsoluteError, 1e-14);
    }

    [Fact]
    public void Weights_of_samples_weigh_their_known_targets()
    {
        Matrix<double> p = Samples.FromRows<double>([[1, 2], [3, 4]]), t = Samples.FromRows<double>([[0, double.NaN], [0, 0]]), gradient = p.Clone();

        double loss = new KnownTargets<double>(new MeanSquaredError<double>()).Evaluate(p, t, [0.25, 0.75], gradient);

        loss.Should().BeApproximately((0.25 * 1 + 0.75 * (9 + 16)) / 1.75, 1e-14);
        gradient[0, 1].Should().Be(0);
        gradient[1, 1].Should().BeApproximately(0.75 * 8 / 1.75, 1e-14);
    }

    [Fact]
    public void Gradients_are_right_for_each_loss_that_treats_targets_by_themselves()
    {
        var quantiles = new QuantileLoss<double>(0.2, 0.8);
        Matrix<double> p = Sets.Normal(32, 4, seed: 2).PointwiseAbs() + 0.1;
        foreach ((Loss<double> loss, Matrix<double> predictions, Matrix<double> targets) in new (Loss<double>, Matrix<double>, Matrix<double>)[]
        {
            (new MeanSquaredError<double>(), p.SubMatrix(0, 32, 0, 2), _y), (new Huber<double>(), p.SubMatrix(0, 32, 0, 2), _y),
            (new BinaryCrossEntropy<double>(), p.SubMatrix(0, 32, 0, 2), _y.Map(value => value > 0 ? 1 : double.IsNaN(value) ? value : 0, Zeros.Include)),
            (quantiles, p, quantiles.TargetsFor(_y)), (new GaussianLoss<double>(), p, new GaussianLoss<double>().TargetsFor(_y)),
        })
            GradientCheck.OfLoss(new KnownTargets<double>(loss), predictions, targets).IsCorrect.Should().BeTrue(loss.ToString());
    }

    [Fact]
    public void Without_gaps_it_is_the_other_loss_and_a_batch_of_gaps_alone_changes_nothing()
    {
        Matrix<double> p = Sets.Normal(32, 2, seed: 3), t = Sets.Normal(32, 2, seed: 4), gradient = p.Clone(), expected = p.Clone();
        double[] weights = [.. Enumerable.Repeat(1.0 / 32, 32)];
        var loss = new KnownTargets<double>(new MeanSquaredError<double>());

        loss.Evaluate(p, t, weights, gradient).Should().BeApproximately(new MeanSquaredError<double>().Evaluate(p, t, weights, expected), 1e-14);
        (gradient - expected).Enumerate().Should().OnlyContain(difference => Math.Abs(difference) < 1e-16);
        loss.Evaluate(p, Matrix<double>.Build.Dense(32, 2, double.NaN), weights, gradient).Should().Be(0);
        gradient.Enumerate().Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Missing_targets_are_refused_unless_asked_for()
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(2).Build(seed: 1);
        var loss = new KnownTargets<double>(new MeanSquaredError<double>());

        Refused(() => new Trainer<double>(network, new MeanSquaredError<double>()).Fit(_x, _y), "*'y' holds NaN at row 1, column 0*");
        Refused(() => new Trainer<double>(network, loss).Fit(_x, _y.Map(v => v > 0.9 ? double.PositiveInfinity : v)), "*Only NaN stands for a missing target*");
        Refused(() => new Trainer<double>(network, loss).Fit(_x, Matrix<double>.Build.Dense(32, 2, (_, j) => j == 0 ? 1 : double.NaN)),
            "*no known target in column 1*");
        Refused(() => new Trainer<double>(network, loss, new TrainingOptions { Optimizer = new LevenbergMarquardt() }).Fit(_x, _y),
            "*LevenbergMarquardt knows nothing*");
        Refused(() => new KnownTargets<double>(new SoftmaxCrossEntropy<double>()), "*targets of a row together*");
        Refused(() => new KnownTargets<double>(NeuralNet.Loss.FromFunction<double>((p, t) => (0, p))), "*does not use the weights of samples*");
    }

    [Fact]
    public void Runs_beside_each_other_may_share_the_loss_and_a_checkpoint_names_it()
    {
        var loss = new KnownTargets<double>(new Huber<double>(0.5));
        Network<double>[] networks = [.. Enumerable.Range(0, 4).Select(_ => Network.WithInputs<double>(3).Dense(4).Tanh().Dense(2).Build(seed: 1))];
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            Parallel.ForEach(networks, network => new Trainer<double>(network, loss, new TrainingOptions { Epochs = 20, BatchSize = 5 }).Fit(_x, _y));
            new Trainer<double>(networks[0].Clone(), loss, new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions(path) }).Fit(_x, _y);

            networks.Select(network => Convert.ToHexString(Bits.Of(network))).Distinct().Should().ContainSingle();
            Trainer.Load(path, new KnownTypes<double>().WithUncertainty()).Loss.ToString().Should().Be(loss.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Steps_allocate_nothing_in_batches_of_two_sizes()
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(2).Build(seed: 1);
        var loss = new KnownTargets<double>(new MeanSquaredError<double>());
        Matrix<double> gradient = Matrix<double>.Build.Dense(32, 2), rest = Matrix<double>.Build.Dense(7, 2), predictions = network.Predict(_x);
        double[] weights = [.. Enumerable.Repeat(1.0 / 32, 32)];
        Matrix<double> y = _y.SubMatrix(0, 7, 0, 2), p = predictions.SubMatrix(0, 7, 0, 2);
        Evaluate();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 50; i++)
            Evaluate();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100);

        void Evaluate()
        {
            loss.Evaluate(predictions, _y, weights, gradient);
            loss.Evaluate(p, y, weights.AsSpan(0, 7), rest);
        }
    }

    private static Network<double> Column(Network<double> network, int output)
    {
        Network<double> column = Network.WithInputs<double>(3).Dense(1).Build();
        column.Parameters[0].Value.SetColumn(0, network.Parameters[0].Value.Column(output));
        column.Parameters[1].Value[0, 0] = network.Parameters[1].Value[0, output];
        return column;
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);
}
