using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet.Many.Tests;
using NeuralNet.Orleans;
using Orleans.Configuration;

// A silo of a cluster on loopback, until it is killed. Arguments: its port, its gateway's port, the first silo's port,
// the folder of the storage, threads.
int[] ports = [.. args[..3].Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(ports[0], ports[1], new IPEndPoint(IPAddress.Loopback, ports[2]))
    .Configure<ClusterMembershipOptions>(options =>
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
    })
    .AddFolderStorage(args[3])
    .AddNeuralNet(catalog =>
    {
        catalog.Threads = int.Parse(args[4], CultureInfo.InvariantCulture);
        catalog.CheckpointEpochs = 4;
        catalog.Add(Shops.Recipe).Add(Flowers.Objective);
    }));
using IHost host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
await host.WaitForShutdownAsync();
