using NeuralNet.Many.Tests;
using Npgsql;

namespace NeuralNet.Orleans.Tests;

/// <summary>Silos that meet at a server have no first one: any may be lost.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("server-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [RedisFact]
    public async Task With_clustering_and_persistence_in_Redis_the_first_silo_may_be_lost()
    {
        await using RedisServer redis = await RedisServer.Start(_folder.FullName);

        await TheFirstSiloIsLost(new Cluster("redis", redis.Port, _folder.FullName));
    }

    [PostgreSqlFact]
    public async Task With_clustering_and_persistence_in_PostgreSQL_the_first_silo_may_be_lost()
    {
        using PostgreSqlServer postgres = PostgreSqlServer.Start();
        var cluster = new Cluster("postgres", postgres.Port, _folder.FullName);
        using var script = new StreamReader(GetType().Assembly.GetManifestResourceStream("postgresql.sql")!);
        await using (NpgsqlDataSource database = NpgsqlDataSource.Create(postgres.ConnectionString))
        {
            await using NpgsqlCommand command = database.CreateCommand(await script.ReadToEndAsync());
            await command.ExecuteNonQueryAsync();
        }

        await TheFirstSiloIsLost(cluster);
    }

    private async Task TheFirstSiloIsLost(Cluster cluster)
    {
        string file = Path.Combine(_folder.FullName, "fleet");
        await using Silos silos = await Silos.Start(cluster, 1, 1);
        var runner = new ClusterRunner(silos.Client, "shops");

        FleetResult result = await Fleet.TrainAsync(file, Shops.Keys(60), Shops.Load, Work.Shops, new FleetOptions
        {
            Runner = runner,
            Progress = new Told<RunProgress>(report =>
            {
                if (report.Done == 20)
                    silos.Kill(silos.Id(0));
            }),
        });
        SearchResult<double> there = await Search.RunAsync(Flowers.Space, Work.Flowers, Flowers.Options("halving") with { Runner = runner });
        double[] answer = await new Models(silos.Client, "shops", "shops").Predict("shop-3", [1, 2, 3]);

        result.Count(ModelStatus.Trained).Should().Be(60, result.ToString());
        using Fleet<double> fleet = Fleet.Open<double>(file);
        answer.Should().Equal(fleet.Load("shop-3").Predict([1.0, 2, 3]));
        SearchResult<double> here = Search.Run(Flowers.Space, Work.Flowers, Flowers.Options("halving"));
        there.Best!.Settings.Should().Be(here.Best!.Settings);
        there.Best.Outcome.Score.Should().Be(here.Best.Outcome.Score);
    }
}
