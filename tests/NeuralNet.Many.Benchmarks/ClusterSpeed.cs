using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NeuralNet.Orleans;

namespace NeuralNet.Many.Benchmarks;

/// <summary>A grain that does nothing, to compare with.</summary>
public interface IEmptyGrain : IGrainWithStringKey
{
    /// <summary>Gives back what it is given.</summary>
    Task<double[]> Echo(double[] values);
}

/// <inheritdoc/>
public sealed class EmptyGrain : Grain, IEmptyGrain
{
    /// <inheritdoc/>
    public Task<double[]> Echo(double[] values) => Task.FromResult(values);
}

/// <summary>
/// The fleet of <see cref="FleetSpeed"/> on one silo with storage in memory, and predictions through grains.
/// </summary>
internal static class ClusterSpeed
{
    private const int Calls = 20_000;

    public static async Task Measure()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(SiloTraining.StorageName).AddNeuralNet(catalog =>
        {
            catalog.Threads = 2;
            catalog.Add(FleetSpeed.Definition);
        }));
        using IHost host = builder.Build();
        await host.StartAsync();
        IGrainFactory cluster = host.Services.GetRequiredService<IGrainFactory>();
        string[] keys = [.. Enumerable.Range(0, FleetSpeed.Models).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Dataset<float>[] data = [.. keys.Select(FleetSpeed.Load)];
        List<double> overhead = [];
        for (int round = 0; round < 10; round++)
        {
            double here = Train("in this process", bare: 0, keys, data, runner: null);
            double there = Train("on a silo", here, keys, data, new ClusterRunner(cluster, $"round {round}"));
            if (round >= 4)
                overhead.Add(there / here);
        }

        Console.WriteLine(FormattableString.Invariant($"median of the last {overhead.Count} rounds: on a silo {FleetSpeed.Median(overhead):F2} times"));

        var models = new Models(cluster, "round 0", "speed");
        double[] sample = [1, 2, 3, 4, 5, 6, 7, 8];
        for (int round = 0; round < 3; round++)
        {
            await Ask("an empty call", i => cluster.GetGrain<IEmptyGrain>(keys[i % keys.Length]).Echo(sample));
            await Ask("a prediction", i => models.Predict(keys[i % keys.Length], sample));
        }

        await host.StopAsync();
    }

    private static double Train(string what, double bare, string[] keys, Dataset<float>[] data, IJobRunner? runner)
    {
        string file = Path.GetTempFileName();
        File.Delete(file);
        double seconds = FleetSpeed.Run($"1,000 models {what}", bare, () => Fleet.Train(file, keys, key => data[int.Parse(key, CultureInfo.InvariantCulture)],
            FleetSpeed.Definition, new FleetOptions { Threads = 2, Runner = runner }));
        File.Delete(file);
        return seconds;
    }

    /// <summary>Sixteen callers, each with one call at a time.</summary>
    private static async Task Ask(string what, Func<int, Task<double[]>> ask)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (int i = caller; i < Calls; i += 16)
                await ask(i);
        })));
        Console.WriteLine(FormattableString.Invariant($"{what,-26}{Calls / clock.Elapsed.TotalSeconds,10:N0} a second"));
    }
}
