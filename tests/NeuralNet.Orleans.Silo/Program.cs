using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet.Orleans;
using NeuralNet.Orleans.Tests;

// silo CLUSTER PORT GATEWAY THREADS: a silo on loopback, until it is killed.
// client CLUSTER GATEWAY KEYS FILE: trains a fleet of so many shops, until it is killed.
var cluster = Cluster.Parse(args[1]);
int[] numbers = [.. args[2..].Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : 0)];
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddSimpleConsole(options => options.SingleLine = true)
    .SetMinimumLevel(LogLevel.Error).AddFilter("NeuralNet", LogLevel.Debug);
if (args[0] == "silo")
{
    Hooks.Folder = cluster.Folder;
    Hooks.MayBeHeld = numbers[0] != cluster.Port;
    builder.UseOrleans(silo =>
    {
        cluster.AddTo(silo, numbers[0], numbers[1]);
        silo.AddNeuralNet(catalog =>
        {
            (catalog.Threads, catalog.CheckpointEpochs) = (numbers[2], 30);
            catalog.Add(Work.Shops).Add(Work.Endless).Add(Work.Flowers);
        });
    });
}
else
{
    builder.UseOrleansClient(client => cluster.AddTo(client, [numbers[0]]));
}

using IHost host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
if (args[0] == "client")
    await Fleet.TrainAsync(args[4], NeuralNet.Many.Tests.Shops.Keys(numbers[1]), NeuralNet.Many.Tests.Shops.Load, Work.Shops,
        new FleetOptions { Runner = new ClusterRunner(host.Services.GetRequiredService<IClusterClient>(), "shops") });
await host.WaitForShutdownAsync();
