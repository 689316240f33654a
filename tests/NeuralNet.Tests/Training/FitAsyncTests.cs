namespace NeuralNet.Tests;

/// <summary>FitAsync is Fit on a thread of its own.</summary>
public sealed class FitAsyncTests
{
    private static readonly Dataset<double> _data = Some.Classification<double>(samples: 30);

    [Fact]
    public async Task It_gives_the_network_of_Fit_to_the_bit_whatever_the_data_come_as()
    {
        Network<double> expected = NewNetwork();
        TrainingResult result = NewTrainer(expected).Fit(_data);
        Network<double>[] networks = [NewNetwork(), NewNetwork(), NewNetwork()];

        TrainingResult[] results =
        [
            await NewTrainer(networks[0]).FitAsync(_data),
            await NewTrainer(networks[1]).FitAsync(_data.X, _data.Y),
            await NewTrainer(networks[2]).FitAsync(_data.X, _data.ToLabels()),
        ];

        networks.Should().AllSatisfy(network => Bits.Of(network).Should().Equal(Bits.Of(expected)));
        results.Should().AllSatisfy(some => some.FinalScores.Should().Be(result.FinalScores));
    }

    [Fact]
    public async Task The_callers_thread_is_free_while_another_one_trains()
    {
        using var mayGoOn = new ManualResetEventSlim();
        int trainingThread = 0;
        var listener = new Listener(_ =>
        {
            trainingThread = Environment.CurrentManagedThreadId;
            mayGoOn.Wait();
        });
        var options = new TrainingOptions { Epochs = 1, Progress = listener };

        Task<TrainingResult> task = NewTrainer(NewNetwork(), options).FitAsync(_data);
        bool wasOver = task.IsCompleted;
        mayGoOn.Set();
        int caller = Environment.CurrentManagedThreadId;
        await task;

        wasOver.Should().BeFalse();
        trainingThread.Should().NotBe(caller);
    }

    [Fact]
    public async Task A_cancelled_run_ends_with_a_result_and_keeps_what_was_learned()
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener(record =>
        {
            if (record.Epoch == 3)
                source.Cancel();
        });
        var options = new TrainingOptions { Epochs = int.MaxValue, Progress = listener };
        Network<double> network = NewNetwork();

        TrainingResult result = await NewTrainer(network, options).FitAsync(_data, cancellation: source.Token);

        result.StopReason.Should().Be(StopReason.Cancelled);
        result.History.Should().HaveCount(3);
        result.FinalScores.Should().Be(NewTrainer(network).Evaluate(_data));
    }

    [Fact]
    public async Task Exceptions_are_those_of_Fit()
    {
        Trainer<double> trainer = NewTrainer(NewNetwork());

        await trainer.Awaiting(t => t.FitAsync(_data.Y, _data.Y)).Should().ThrowAsync<ArgumentException>().WithMessage("The network has 2 inputs, but "
            + "'x' has 3 columns*");
        await trainer.Awaiting(t => t.FitAsync(null!)).Should().ThrowAsync<ArgumentNullException>();
        (await trainer.FitAsync(_data)).StopReason.Should().Be(StopReason.EpochsReached);
    }

    [Fact]
    public async Task A_second_Fit_meanwhile_is_refused()
    {
        using var hasStarted = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var listener = new Listener(_ =>
        {
            hasStarted.Set();
            mayGoOn.Wait();
        });
        var options = new TrainingOptions { Epochs = 1, Progress = listener };
        Trainer<double> trainer = NewTrainer(NewNetwork(), options);

        Task<TrainingResult> task = trainer.FitAsync(_data);
        hasStarted.Wait();
        Action second = () => trainer.Fit(_data);
        Action step = () => trainer.Step(_data);

        second.Should().Throw<InvalidOperationException>().WithMessage("*already in a Fit*");
        step.Should().Throw<InvalidOperationException>().WithMessage("*already in a Fit*");
        mayGoOn.Set();
        await task;
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(3).Softmax().Build(seed: 1);

    private static Trainer<double> NewTrainer(Network<double> network, TrainingOptions? options = null)
        => new(network, new SoftmaxCrossEntropy<double>(), options ?? new TrainingOptions { Epochs = 5, BatchSize = 8 });

    private sealed class Listener(Action<EpochRecord> listen) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => listen(value);
    }
}
