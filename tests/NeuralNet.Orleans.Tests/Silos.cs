using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NeuralNet.Orleans.Tests;

/// <summary>Silos as processes of their own on loopback, with one folder as storage, and a client.</summary>
internal sealed class Silos : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-tests-");
    private readonly List<Process> _silos = [];
    private readonly List<int> _gateways = [];
    private readonly int _first = FreePort();
    private IHost? _client;

    public string Folder => _folder.FullName;

    public IGrainFactory Client => _client!.Services.GetRequiredService<IClusterClient>();

    public static async Task<Silos> Start(params int[] threads)
    {
        var silos = new Silos();
        foreach (int count in threads)
            await silos.Add(count);
        IHostBuilder builder = Host.CreateDefaultBuilder().UseOrleansClient(client => client.UseLocalhostClustering([.. silos._gateways]));
        silos._client = builder.Build();
        await silos._client.StartAsync();
        return silos;
    }

    /// <summary>Another silo joins.</summary>
    public async Task Add(int threads)
    {
        int gateway = FreePort();
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        int[] numbers = [_silos.Count == 0 ? _first : FreePort(), gateway, _first];
        string[] arguments = [.. numbers.Select(port => port.ToString(CultureInfo.InvariantCulture)), Folder, threads.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "NeuralNet.Orleans.Silo.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        Process silo = Process.Start(start)!;
        _silos.Add(silo);
        _gateways.Add(gateway);
        string? line;
        do
            line = await silo.StandardOutput.ReadLineAsync();
        while (line is not null and not "ready");
        line.Should().Be("ready");
    }

    /// <summary>Ends a silo as a loss of power would: SIGKILL.</summary>
    public void Kill(int silo) => _silos[silo].Kill();

    public async ValueTask DisposeAsync()
    {
        foreach (Process silo in _silos)
        {
            silo.Kill();
            await silo.WaitForExitAsync();
            silo.Dispose();
        }

        if (_client is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _client.StopAsync(now.Token);
            _client.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
