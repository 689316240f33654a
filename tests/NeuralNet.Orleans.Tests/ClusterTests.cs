using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using NeuralNet.Many.Tests;

namespace NeuralNet.Orleans.Tests;

public sealed partial class ClusterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Fleet_and_search_on_three_silos_of_which_one_is_killed_and_another_joins_are_those_of_one_process_to_the_bit()
    {
        string[] keys = Shops.Keys(500);
        var options = new SearchOptions { Seed = 5, Method = new ParzenSearch(60) { BatchSize = 6 } };
        Fleet.Train(File("here"), keys, Shops.Load, Work.Shops);
        SearchResult<double> here = Search.Run(Flowers.Space, Work.Flowers, options);
        await using Silos silos = await Silos.Start(_folder.FullName, 2, 1, 1);
        var jobs = new Told<JobProgress>(_ => { });

        Task<SearchResult<double>> search = Search.RunAsync(Flowers.Space, Work.Flowers,
            options with { Runner = new ClusterRunner(silos.Client, "search") { Progress = jobs } });
        int held = await HeldSilo(silos);
        Task<FleetResult> fleet = Fleet.TrainAsync(File("there"), keys, Shops.Load, Work.Shops, new FleetOptions
        {
            Runner = new ClusterRunner(silos.Client, "shops") { Progress = jobs },
            Progress = new Told<RunProgress>(report =>
            {
                if (report.Done == 100)
                    silos.Kill(held);
            }),
        });
        await silos.Add(2);
        FleetResult models = await fleet;
        SearchResult<double> there = await search;

        models.Count(ModelStatus.Trained).Should().Be(500, models.ToString());
        Models(File("there")).Should().Equal(Models(File("here")));
        Table(there).Should().Equal(Table(here));
        Bits(there.Network).Should().Equal(Bits(here.Network));
        string? trial = Held(silos.Log, held);
        TrainingsFromBeforeACheckpoint(silos.Log).Should().BeEmpty();
        silos.Log.Count(line => line.EndsWith($"{trial}: training from epoch 60 to 90", StringComparison.Ordinal)).Should().Be(2);
        TrainedTwice(silos.Log).Should().BeEmpty();
        jobs.All.Where(job => job.IsDone).Select(job => job.Job).Distinct().Should().HaveCount(560);
    }

    [Fact]
    public async Task A_model_is_activated_where_it_is_asked_for_and_answers_with_its_old_weights_while_it_is_trained_again()
    {
        await using Silos silos = await Silos.Start(_folder.FullName, 1, 1);
        Fleet.Train(File("fleet"), Shops.Keys(12), Shops.Load, Work.Shops, new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops") });
        var models = new Models(silos.Client, "shops", "shops");
        using Fleet<double> fleet = Fleet.Open<double>(File("fleet"));
        double[] sample = [1, 2, 3], before = fleet.Load("shop-7").Predict(sample);

        foreach (string key in Shops.Keys(12))
            (await models.Predict(key, sample)).Should().Equal(fleet.Load(key).Predict(sample));
        System.IO.File.WriteAllText(File("gate"), "");
        Task<ModelOutcome> training = models.Retrain("shop-7", Shops.Load("shop-99"));
        double[][] meanwhile = [await models.Predict("shop-7", sample), await models.Predict("shop-7", sample)];
        System.IO.File.Delete(File("gate"));
        ModelOutcome outcome = await training;

        meanwhile.Should().OnlyContain(answer => answer.SequenceEqual(before));
        outcome.Status.Should().Be(ModelStatus.Trained);
        double[] expected = new ModelJob<double>("shop-7", Fleet.SeedOf(0, "shop-7"), Work.Shops, () => Shops.Load("shop-99"))
            .Run(default) is { Model: { } bytes }
            ? Network.Load<double>(new MemoryStream(bytes)).Predict(sample) : [];
        expected.Should().NotEqual(before);
        (await models.Predict("shop-7", sample)).Should().Equal(expected);
    }

    [Fact]
    public async Task What_a_silo_does_not_have_or_cannot_use_is_said()
    {
        await using Silos silos = await Silos.Start(_folder.FullName, 1);
        var runner = new ClusterRunner(silos.Client, "shops");
        Fleet.Train(File("fleet"), Shops.Keys(2), Shops.Load, Work.Shops, new FleetOptions { Runner = runner });
        var models = new Models(silos.Client, "shops", "shops");
        Recipe<double> unknown = Work.Shops with { Name = "others" };
        Dataset<float> singles = new(Matrix<float>.Build.Dense(2, 3), Matrix<float>.Build.Dense(2, 1));
        SearchObjective<double> otherData = Work.Flowers with { Splits = [DataSplit<double>.Random(Flowers.Data, 0.3, seed: 9)] };

        Func<Task> untrained = () => models.Predict("shop-99", [1, 2, 3]);
        Func<Task> wrong = () => models.Predict("shop-1", [1, 2]);
        Func<Task> noRecipe = () => Fleet.TrainAsync(File("other"), Shops.Keys(2), Shops.Load, unknown, new FleetOptions { Runner = runner });
        Func<Task> noData = () => Search.RunAsync(Flowers.Space, otherData, Flowers.Options("random") with { Runner = runner });
        ModelOutcome inSingles = await models.Retrain("shop-1", singles);

        await untrained.Should().ThrowAsync<InvalidOperationException>().WithMessage("The model 'shops/shop-99' has not been trained.");
        await wrong.Should().ThrowAsync<ArgumentException>().WithMessage("The network has 3 inputs, but 'x' has 2 values.*");
        await noRecipe.Should().ThrowAsync<ArgumentException>().WithMessage("This silo has no recipe 'others', only shops, endless*");
        await noData.Should().ThrowAsync<ArgumentException>()
            .WithMessage("The data of the objective 'flowers' on this silo are not those that the client has*");
        inSingles.Status.Should().Be(ModelStatus.Failed);
        inSingles.Message.Should().Contain("2 x 3 elements came as 24 bytes, but the recipe trains in Double");
    }

    [Fact]
    public async Task Cancelling_reaches_trainings_that_go_on_and_frees_their_threads()
    {
        await using Silos silos = await Silos.Start(_folder.FullName, 2);
        using var cancellation = new CancellationTokenSource();
        var isGoing = new TaskCompletionSource();
        var progress = new Told<JobProgress>(job => isGoing.TrySetResult());

        Task<FleetResult> endless = Fleet.TrainAsync(File("endless"), Shops.Keys(5), Shops.Load, Work.Endless,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "endless") { Progress = progress } }, cancellation.Token);
        await isGoing.Task;
        cancellation.Cancel();
        FleetResult cancelled = await endless;
        FleetResult afterwards = await Fleet.TrainAsync(File("fleet"), Shops.Keys(5), Shops.Load, Work.Shops,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops") });

        cancelled.Count(ModelStatus.NotReached).Should().Be(5);
        afterwards.Count(ModelStatus.Trained).Should().Be(5);
    }

    [Fact]
    public async Task What_a_client_that_was_killed_had_given_to_silos_is_found_by_the_next()
    {
        await using Silos silos = await Silos.Start(_folder.FullName, 1, 1);
        Fleet.Train(File("here"), Shops.Keys(100), Shops.Load, Work.Shops);

        Process client = await silos.AddClient(100, File("there"));
        await silos.Logged(line => line.Contains("trained and stored"));
        client.Kill();
        await client.WaitForExitAsync();
        FleetResult result = await Fleet.TrainAsync(File("there"), Shops.Keys(100), Shops.Load, Work.Shops,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops") });

        (result.Count(ModelStatus.Trained) + result.Count(ModelStatus.Kept)).Should().Be(100);
        Models(File("there")).Should().Equal(Models(File("here")));
        TrainedTwice(silos.Log).Should().BeEmpty();
    }

    [Fact]
    public async Task With_TLS_who_shows_no_certificate_is_cut_off()
    {
        var cluster = new Cluster("local", 0, _folder.FullName);
        System.IO.File.WriteAllBytes(cluster.CertificateFile, Certificate());
        await using Silos silos = await Silos.Start(cluster, 1, 1);

        FleetResult result = await Fleet.TrainAsync(File("fleet"), Shops.Keys(10), Shops.Load, Work.Shops,
            new FleetOptions { Runner = new ClusterRunner(silos.Client, "shops") });
        int read = await silos.ReadWithoutCertificate();

        result.Count(ModelStatus.Trained).Should().Be(10, result.ToString());
        read.Should().Be(0);
    }

    [FactWhereOpenFilesMove]
    public async Task A_storage_that_fails_for_a_while_costs_time_and_no_model()
    {
        await using Silos silos = await Silos.Start(_folder.FullName, 1, 1);
        Fleet.Train(File("here"), Shops.Keys(100), Shops.Load, Work.Shops);

        FleetResult result = await Fleet.TrainAsync(File("there"), Shops.Keys(100), Shops.Load, Work.Shops, new FleetOptions
        {
            Runner = new ClusterRunner(silos.Client, "shops"),
            Progress = new Told<RunProgress>(report =>
            {
                if (report.Done != 20)
                    return;
                Directory.Move(File("storage"), File("away"));
                System.IO.File.WriteAllText(File("storage"), "a file where a folder should be");
                _ = silos.Logged(line => line.Contains("storage")).ContinueWith(_ =>
                {
                    System.IO.File.Delete(File("storage"));
                    Directory.Move(File("away"), File("storage"));
                }, TaskScheduler.Default);
            }),
        });

        result.Count(ModelStatus.Trained).Should().Be(100, result.ToString());
        Models(File("there")).Should().Equal(Models(File("here")));
    }

    /// <summary>
    /// The silo whose training waits for ever at epoch 70, once its log has said from where it trains.
    /// </summary>
    private async Task<int> HeldSilo(Silos silos)
    {
        await silos.Until(() => System.IO.File.Exists(File("held")));
        int held = int.Parse(System.IO.File.ReadAllText(File("held")), CultureInfo.InvariantCulture);
        await silos.Until(() => Held(silos.Log, held) is not null);
        return held;
    }

    private static string? Held(string[] log, int silo)
        => log.LastOrDefault(line => line.StartsWith($"{silo} ", StringComparison.Ordinal) && TrainingLine().IsMatch(line)) is { } line
            && TrainingLine().Match(line) is var match
            && match.Groups["from"].Value == "60" ? match.Groups["trial"].Value : null;

    /// <summary>
    /// Trials that began before an epoch whose checkpoint was stored. The last lines of a silo that is killed are lost
    /// where it had not written them yet, so some may begin after what the log says.
    /// </summary>
    private static List<string> TrainingsFromBeforeACheckpoint(string[] log)
    {
        var stored = new Dictionary<string, int>();
        var bad = new List<string>();
        foreach (string line in log)
        {
            if (StoredLine().Match(line) is { Success: true } done)
                stored[done.Groups["trial"].Value] = int.Parse(done.Groups["epoch"].Value, CultureInfo.InvariantCulture);
            else if (TrainingLine().Match(line) is { Success: true } going
                && int.Parse(going.Groups["from"].Value, CultureInfo.InvariantCulture) < stored.GetValueOrDefault(going.Groups["trial"].Value))
                bad.Add(line);
        }

        return bad;
    }

    private static IEnumerable<string> TrainedTwice(string[] log) => log.Where(line => line.EndsWith("trained and stored", StringComparison.Ordinal))
        .CountBy(line => line[line.IndexOf("Model ", StringComparison.Ordinal)..]).Where(count => count.Value > 1).Select(count => count.Key);

    private static string[] Table(SearchResult result) => [.. result.Trials.Select(trial => string.Join(" ", trial.Number, trial.Settings.ToJson(),
        trial.Outcome.Score?.ToString("R", CultureInfo.InvariantCulture), trial.Outcome.StopReason, trial.Outcome.Epochs,
        trial.Outcome.Steps, trial.Outcome.Message, string.Join(",", trial.Outcome.Findings)))];

    /// <summary>Each key with the bits of its model and how training ended.</summary>
    private static string[] Models(string path)
    {
        using Fleet<double> fleet = Fleet.Open<double>(path);
        return [.. fleet.Keys.Order(StringComparer.Ordinal).Select(key
            => $"{key} {Convert.ToHexString(Bits(fleet.Load(key)))} {fleet.OutcomeOf(key).StopReason} {fleet.OutcomeOf(key).Fingerprint}")];
    }

    private static byte[] Bits(Network<double> network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static byte[] Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)).Export(X509ContentType.Pfx);
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex("Trial (?<trial>.*): training from epoch (?<from>[0-9]+) to")]
    private static partial Regex TrainingLine();

    [GeneratedRegex("Trial (?<trial>.*): stored at epoch (?<epoch>[0-9]+)")]
    private static partial Regex StoredLine();
}
