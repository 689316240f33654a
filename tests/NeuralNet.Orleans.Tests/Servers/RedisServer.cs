using System.Diagnostics;

namespace NeuralNet.Orleans.Tests;

/// <summary>A Redis server on loopback that keeps nothing.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Where Debian's package puts it; null where it is not installed.</summary>
    public static string? ProgramPath { get; } = File.Exists("/usr/bin/redis-server") ? "/usr/bin/redis-server" : null;

    public static async Task<RedisServer> Start(string folder)
    {
        for (int attempt = 0; ; attempt++)
        {
            int port = FreePort.Find();
            var info = new ProcessStartInfo(ProgramPath!, ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--dir", folder])
            {
                RedirectStandardOutput = true,
            };
            var lines = new List<string>();
            var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var process = new Process { StartInfo = info, EnableRaisingEvents = true };
            process.OutputDataReceived += (_, line) =>
            {
                lock (lines)
                    lines.Add(line.Data ?? "");
                if (line.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) == true)
                    ready.TrySetResult(true);
            };
            process.Exited += (_, _) => ready.TrySetResult(false);
            process.Start();
            process.BeginOutputReadLine();
            if (await ready.Task.WaitAsync(Silos.Longest))
                return new RedisServer(process, port);
            process.Dispose();
            if (attempt == 5)
                throw new InvalidOperationException(string.Join('\n', lines));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
