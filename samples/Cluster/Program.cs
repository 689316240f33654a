using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet;
using NeuralNet.Many;
using NeuralNet.Orleans;

// Three silos in one command, and a client that has them train a model for each shop. Kill one from another terminal:
// the run ends all the same, with the same models.
//
// Arguments: how many shops, 3000 unless given; 'kill' to have the sample kill a silo itself.
if (args is ["silo", ..])
{
    await Silo.Run(args);
    return 0;
}

int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3000;
string[] shops = [.. Enumerable.Range(1, count).Select(number => $"shop-{number}")];
string folder = Directory.CreateTempSubdirectory("cluster-sample-").FullName;
using SiloProcesses silos = SiloProcesses.Start(3, folder);
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.UseOrleansClient(client => client.UseLocalhostClustering(silos.Gateways));
using IHost host = builder.Build();
await host.StartAsync();
IClusterClient cluster = host.Services.GetRequiredService<IClusterClient>();

var trained = new SilosAtWork();
bool isKilled = !args.Contains("kill");
DateTime next = DateTime.MinValue;
FleetResult result = await Fleet.TrainAsync(Path.Combine(folder, "shops.fleet"), shops, Shops.Load, Shops.Recipe, new FleetOptions
{
    Runner = new ClusterRunner(cluster, "shops") { Progress = trained },
    Progress = new Told<RunProgress>(progress =>
    {
        if (!isKilled && progress.Done > count / 4)
        {
            isKilled = true;
            silos.Kill(2);
        }

        if (DateTime.UtcNow < next && progress.Done < count)
            return;
        next = DateTime.UtcNow + TimeSpan.FromSeconds(1);
        Console.WriteLine($"{progress}; {trained}");
    }),
});
Console.WriteLine(result);

// What the cluster trained is what this process would have trained; any of them answers where it is.
using Fleet<float> fleet = Fleet.Open<float>(Path.Combine(folder, "shops.fleet"));
string[] some = [.. shops.Where((_, i) => i % (count / 20) == 0)];
Fleet.Train(Path.Combine(folder, "here.fleet"), some, Shops.Load, Shops.Recipe);
using Fleet<float> here = Fleet.Open<float>(Path.Combine(folder, "here.fleet"));
Console.WriteLine($"the same to the bit as in one process: {some.All(shop => Bits(fleet.Load(shop)).SequenceEqual(Bits(here.Load(shop))))}");
Matrix<float> tomorrow = Shops.Load("shop-7").X;
double[] answer = await new Models(cluster, "shops", "shops").Predict("shop-7", [.. tomorrow.Row(0).Select(value => (double)value)]);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"shop-7 sells {answer[0]:F0}, says the cluster"));
return result.Count(ModelStatus.Trained) == count ? 0 : 1;

static byte[] Bits(Network<float> network)
{
    using var stream = new MemoryStream();
    network.Save(stream);
    return stream.ToArray();
}
