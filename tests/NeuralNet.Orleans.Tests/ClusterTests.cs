using NeuralNet.Many.Tests;

namespace NeuralNet.Orleans.Tests;

public sealed class ClusterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_fleet_on_three_silos_of_which_one_is_killed_and_another_joins_is_the_fleet_of_one_process_to_the_bit()
    {
        string[] keys = Shops.Keys(200);
        Fleet.Train(File("here"), keys, Shops.Load, Shops.Recipe);
        await using Silos silos = await Silos.Start(1, 2, 1);
        var middle = new TaskCompletionSource();
        var progress = new Told<RunProgress>(report =>
        {
            if (report.Done == 40)
                middle.TrySetResult();
        });

        Task<FleetResult> run = Fleet.TrainAsync(File("there"), keys, Shops.Load, Shops.Recipe,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops"), Progress = progress });
        await middle.Task;
        silos.Kill(2);
        await silos.Add(1);
        FleetResult result = await run;

        result.Count(ModelStatus.Trained).Should().Be(200, result.ToString());
        using Fleet<double> here = Fleet.Open<double>(File("here")), there = Fleet.Open<double>(File("there"));
        keys.Should().OnlyContain(key => Bytes(there.Load(key)).SequenceEqual(Bytes(here.Load(key))));
        double[] sample = [0.1, -0.2, 0.3];
        (await new Models(silos.Client, "shops", "shops").Predict("shop-17", sample)).Should().Equal(here.Load("shop-17").Predict(sample));
    }

    [Theory]
    [InlineData("parzen")]
    [InlineData("halving")]
    public async Task A_search_on_three_silos_of_which_one_is_killed_and_another_joins_is_the_search_of_one_process_to_the_bit(string method)
    {
        SearchResult<double> here = Search.Run(Flowers.Space, Flowers.Objective, Flowers.Options(method));
        await using Silos silos = await Silos.Start(1, 1, 2);
        var middle = new TaskCompletionSource();
        var progress = new Told<RunProgress>(report =>
        {
            if (report.Done == 8)
                middle.TrySetResult();
        });

        Task<SearchResult<double>> run = Search.RunAsync(Flowers.Space, Flowers.Objective,
            Flowers.Options(method) with { Runner = new ClusterRunner(silos.Client, method), Progress = progress });
        await middle.Task;
        silos.Kill(1);
        await silos.Add(1);
        SearchResult<double> there = await run;

        Table(there).Should().Equal(Table(here));
        Bytes(there.Network).Should().Equal(Bytes(here.Network));
    }

    [Fact]
    public async Task Models_are_served_by_silos_that_did_not_train_them_and_what_is_missing_is_said()
    {
        await using Silos silos = await Silos.Start(1, 1);
        Fleet.Train(File("fleet"), Shops.Keys(12), Shops.Load, Shops.Recipe, new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops") });
        var models = new Models(silos.Client, "shops", "shops");
        silos.Kill(1);
        using Fleet<double> fleet = Fleet.Open<double>(File("fleet"));

        foreach (string key in Shops.Keys(12))
            (await Answer(() => models.Predict(key, [1, 2, 3]))).Should().Equal(fleet.Load(key).Predict([1.0, 2, 3]));
        Func<Task> untrained = () => Answer(() => models.Predict("shop-99", [1, 2, 3]));
        Func<Task> wrong = () => Answer(() => models.Predict("shop-1", [1, 2]));
        Func<Task> unknown = () => Answer(() => new Models(silos.Client, "shops", "others").Predict("shop-1", [1, 2, 3]));

        await untrained.Should().ThrowAsync<InvalidOperationException>().WithMessage("The model 'shops/shop-99' has not been trained.");
        await wrong.Should().ThrowAsync<ArgumentException>().WithMessage("The network has 3 inputs, but 'x' has 2 values.*");
        await unknown.Should().ThrowAsync<ArgumentException>().WithMessage("This silo has no recipe 'others', only shops*");
    }

    [Fact]
    public async Task Cancelling_reaches_the_trainings_on_the_silos()
    {
        await using Silos silos = await Silos.Start(1);
        using var cancellation = new CancellationTokenSource();
        var progress = new Told<RunProgress>(report =>
        {
            if (report.Done == 10)
                cancellation.Cancel();
        });

        FleetResult result = await Fleet.TrainAsync(File("fleet"), Shops.Keys(500), Shops.Load, Shops.Recipe,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops"), Progress = progress }, cancellation.Token);

        result.Count(ModelStatus.NotReached).Should().BeGreaterThan(300);
    }

    /// <summary>Asks again while the cluster finds out that a silo is gone.</summary>
    private static async Task<double[]> Answer(Func<Task<double[]>> ask)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (attempt < 20 && e is global::Orleans.Runtime.OrleansException or TimeoutException)
            {
                await Task.Delay(500);
            }
        }
    }

    private static string[] Table(SearchResult result) => [.. result.Trials.Select(trial => string.Join(" ", trial.Number, trial.Settings.ToJson(),
        trial.Outcome.Score?.ToString("R", System.Globalization.CultureInfo.InvariantCulture), trial.Outcome.StopReason, trial.Outcome.Epochs,
        trial.Outcome.Steps, trial.Outcome.Message, string.Join(",", trial.Outcome.Findings)))];

    private static byte[] Bytes(Network<double> network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private sealed class Told<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
