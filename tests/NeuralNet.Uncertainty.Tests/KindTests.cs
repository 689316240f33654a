using NeuralNet.Tests;

namespace NeuralNet.Uncertainty.Tests;

/// <summary>What every layer and loss of the package promises.</summary>
public sealed class KindTests
{
    private static readonly KnownTypes<double> _types = new KnownTypes<double>().WithUncertainty();

    public static TheoryData<string> Ends => ["embedding", "mish", "quantiles", "gaussian", "poisson", "skip"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_network_is_saved_and_loaded_to_the_bit(string end)
    {
        Network<double> network = NewNetwork(end);
        using var file = new MemoryStream();
        network.Save(file);

        file.Position = 0;
        Network<double> loaded = Network.Load(file, _types);

        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
        loaded.ToString().Should().Be(network.ToString());
        Bits.Of(network.ToFrozen().Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Gradients_are_right(string end)
    {
        GradientReport report = GradientCheck.Run(NewNetwork(end), NewLoss(end), _x, Targets(end));

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_sample_has_the_same_outputs_alone_and_among_others(string end)
    {
        Network<double> network = NewNetwork(end);
        Matrix<double> together = network.Predict(_x);

        for (int i = 0; i < _x.RowCount; i++)
            network.Predict(_x.Row(i).ToArray()).Should().Equal(together.Row(i));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_run_from_a_checkpoint_ends_as_the_whole_run_to_the_bit(string end)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var cancellation = new CancellationTokenSource();
        var options = new TrainingOptions { Epochs = 6, BatchSize = 8 };
        TrainingOptions interrupted = options with { Checkpoint = new CheckpointOptions(path), Progress = new CancelAfter(3, cancellation) };
        try
        {
            new Trainer<double>(NewNetwork(end), NewLoss(end), interrupted).Fit(_x, Targets(end), cancellation.Token);
            Trainer<double> second = Trainer.Load(path, _types);
            var whole = new Trainer<double>(NewNetwork(end), NewLoss(end), options);

            second.Fit(_x, Targets(end));
            whole.Fit(_x, Targets(end));

            Bits.Of(second.Network).Should().Equal(Bits.Of(whole.Network));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Steps_and_predictions_allocate_nothing(string end)
    {
        var trainer = new Trainer<double>(NewNetwork(end), NewLoss(end), new TrainingOptions { Diagnostics = Diagnostics.Off });
        Matrix<double> y = Targets(end);
        double[] x = [.. _x.Row(0)], outputs = new double[trainer.Network.Outputs];
        for (int i = 0; i < 3; i++)
        {
            trainer.Step(_x, y);
            trainer.Network.Predict(x, outputs);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            trainer.Step(_x, y);
            if (end != "skip")
                trainer.Network.Predict(x, outputs);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100);
    }

    [Fact]
    public void A_file_that_needs_the_package_says_so()
    {
        using var file = new MemoryStream();
        NewNetwork("mish").Save(file);
        file.Position = 0;

        FluentActions.Invoking(() => Network.Load<double>(file)).Should().Throw<InvalidDataException>()
            .WithMessage("*'NeuralNet.Uncertainty.Mish'*package NeuralNet.Uncertainty adds its kinds to KnownTypes*");
    }

    private static readonly Matrix<double> _x = Matrix<double>.Build.Dense(24, 2, (i, j) => j == 0 ? i % 3 : Math.Sin(i));

    private static Network<double> NewNetwork(string end)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(2);
        builder = end switch
        {
            "embedding" => builder.Embedding(new EmbeddedColumn(0, 3, 2)).Dense(4).Tanh().Dense(2),
            "mish" => builder.Dense(4).Mish().Dense(2).Mish(),
            "quantiles" => builder.Dense(4).Tanh().Dense(6).Quantiles(3),
            "gaussian" => builder.Dense(4).Tanh().Dense(4).MeanAndDeviation(),
            "skip" => builder.Dense(3).Skip(hidden => hidden.Dense(5).Tanh().Dense(4).SiLU()).Dense(2),
            _ => builder.Dense(4).Tanh().Dense(2).Exponential(),
        };
        return builder.Build(seed: 4);
    }

    private static Loss<double> NewLoss(string end) => end switch
    {
        "quantiles" => new QuantileLoss<double>(0.1, 0.5, 0.9),
        "gaussian" => new GaussianLoss<double>(),
        "poisson" => new PoissonLoss<double>(),
        _ => new MeanSquaredError<double>(),
    };

    private static Matrix<double> Targets(string end)
    {
        Matrix<double> y = Matrix<double>.Build.Dense(24, 2, (i, j) => end == "poisson" ? (i + j) % 5 : Math.Cos(i + j));
        return NewLoss(end) switch
        {
            QuantileLoss<double> loss => loss.TargetsFor(y),
            GaussianLoss<double> loss => loss.TargetsFor(y),
            _ => y,
        };
    }

    private sealed class CancelAfter(int epoch, CancellationTokenSource cancellation) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            if (value.Epoch == epoch)
                cancellation.Cancel();
        }
    }
}
