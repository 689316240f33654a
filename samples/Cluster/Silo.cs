using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet.Orleans;
using Orleans.Configuration;

/// <summary>
/// A silo, a process of its own. Arguments: silo, its port, its gateway's port, the first silo's port, folder.
/// </summary>
internal static class Silo
{
    public static async Task Run(string[] args)
    {
        int[] ports = [.. args[1..4].Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(ports[0], ports[1], new IPEndPoint(IPAddress.Loopback, ports[2]))
            // A lost silo is found out after about six seconds, not fifteen.
            .Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = TimeSpan.FromSeconds(2))
            .AddFolderStorage(args[4])
            .AddNeuralNet(catalog =>
            {
                catalog.Threads = 1;
                catalog.Add(Shops.Recipe);
            }));
        using IHost host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("ready");

        // It ends with the process that started it, however that ends.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
