using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NeuralNet.Orleans.Tests;

/// <summary>Silos as processes of their own on loopback, and a client.</summary>
internal sealed class Silos : IAsyncDisposable
{
    // A machine may have much else to do.
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly List<(Process Process, int Gateway)> _silos = [];
    private readonly ConcurrentQueue<Process> _started = [];
    private readonly ConcurrentQueue<string> _lines = [];
    private Cluster _cluster;
    private IHost? _client;

    private Silos(Cluster cluster) => _cluster = cluster;

    public IGrainFactory Client => _client!.Services.GetRequiredService<IClusterClient>();

    public string Folder => _cluster.Folder;

    /// <summary>What the silos have logged so far.</summary>
    public string[] Log => [.. _lines];

    /// <summary>Silos of so many threads each, of which the first holds the list of the others.</summary>
    public static Task<Silos> Start(string folder, params int[] threads) => Start(new Cluster("local", 0, folder), threads);

    /// <summary>Silos that meet at a server.</summary>
    public static async Task<Silos> Start(Cluster cluster, params int[] threads)
    {
        var silos = new Silos(cluster);
        try
        {
            await silos.Add(threads[0]);
            await Task.WhenAll(threads[1..].Select(silos.Add));
            silos._client = silos.NewClient();
            await silos._client.StartAsync();
            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another silo joins.</summary>
    public async Task Add(int threads)
    {
        for (int attempt = 0; ; attempt++)
        {
            (int port, int gateway) = (FreePort.Find(), FreePort.Find());
            // The first of a local cluster holds the list.
            bool isFirst = _cluster.Port == 0;
            Cluster cluster = isFirst ? _cluster with { Port = port } : _cluster;
            Process? process = await Started(["silo", $"{cluster}", Text(port), Text(gateway), Text(threads)]);
            if (process is null && attempt < 5)
                continue;
            process.Should().NotBeNull(string.Join('\n', Log));
            _cluster = cluster;
            lock (_silos)
                _silos.Add((process!, gateway));
            return;
        }
    }

    /// <summary>A client of its own, which trains a fleet of shops.</summary>
    public async Task<Process> AddClient(int keys, string file)
        => (await Started(["client", $"{_cluster}", Text(_silos[0].Gateway), Text(keys), file]))!;

    /// <summary>Connects with TLS and no certificate of its own, and reads: 0 where the silo hangs up.</summary>
    public async Task<int> ReadWithoutCertificate()
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, _silos[0].Gateway);
        await using var stream = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        try
        {
            await stream.AuthenticateAsClientAsync("localhost");
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Longest);
        }
        catch (IOException)
        {
            return 0;
        }
        catch (AuthenticationException)
        {
            return 0;
        }
    }

    /// <summary>Ends a silo as a loss of power would: SIGKILL.</summary>
    /// <param name="process">The number of its process.</param>
    public void Kill(int process) => _silos.Single(silo => silo.Process.Id == process).Process.Kill();

    /// <summary>The number of a silo's process.</summary>
    public int Id(int silo) => _silos[silo].Process.Id;

    /// <summary>Waits until a silo has logged something.</summary>
    public Task Logged(Func<string, bool> isAsked) => Until(() => _lines.Any(isAsked));

    public async Task Until(Func<bool> isTrue)
    {
        var clock = Stopwatch.StartNew();
        while (!isTrue())
        {
            clock.Elapsed.Should().BeLessThan(Longest, string.Join('\n', Log));
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _started)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (_client is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _client.StopAsync(now.Token);
            _client.Dispose();
        }
    }

    private IHost NewClient()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => _cluster.AddTo(client, [.. _silos.Select(silo => silo.Gateway)]));
        return builder.Build();
    }

    /// <summary>A process that is ready; null if it has ended before.</summary>
    private async Task<Process?> Started(string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "NeuralNet.Orleans.Silo.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        var isReady = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null or "ready")
                isReady.TrySetResult(line.Data is not null);
            else
                _lines.Enqueue($"{process.Id} {line.Data}");
        };
        process.Start();
        _started.Enqueue(process);
        process.BeginOutputReadLine();
        return await isReady.Task.WaitAsync(Longest) ? process : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
