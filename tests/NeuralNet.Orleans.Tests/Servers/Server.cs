using System.Diagnostics;

namespace NeuralNet.Orleans.Tests;

/// <summary>A database server on loopback with all it has in a folder of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Where Debian's packages put PostgreSQL; null where it is not installed.</summary>
    public static string? PostgresFolder { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public static string? RedisPath { get; } = File.Exists("/usr/bin/redis-server") ? "/usr/bin/redis-server" : null;

    public static async Task<Server> StartRedis(string folder)
        => await Start(port => new ProcessStartInfo(RedisPath!,
            ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--dir", folder]), "Ready to accept connections");

    public static async Task<Server> StartPostgres(string folder)
    {
        string data = Path.Combine(folder, "postgres");
        Directory.CreateDirectory(data);
        // Its processes refuse to run as root.
        bool isRoot = Environment.UserName == "root";
        if (isRoot)
            await Run(new ProcessStartInfo("chown", ["postgres", folder, data]));
        await Run(AsPostgres("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions"));
        return await Start(port => AsPostgres("postgres", "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c",
            $"unix_socket_directories={data}",
            "-c", "fsync=off", "-c", "lc_messages=C"), "database system is ready to accept connections");

        ProcessStartInfo AsPostgres(string command, params string[] arguments)
        {
            string path = Path.Combine(PostgresFolder!, command);
            ProcessStartInfo info = isRoot ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
                : new(path, arguments);
            info.Environment["LC_ALL"] = "C";
            return info;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The children of a PostgreSQL server end with it.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Server> Start(Func<int, ProcessStartInfo> start, string isReady)
    {
        for (int attempt = 0; ; attempt++)
        {
            int port = Silos.FreePort();
            ProcessStartInfo info = start(port);
            info.RedirectStandardOutput = info.RedirectStandardError = true;
            var lines = new List<string>();
            var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var process = new Process { StartInfo = info, EnableRaisingEvents = true };
            process.OutputDataReceived += Read;
            process.ErrorDataReceived += Read;
            process.Exited += (_, _) => ready.TrySetResult(false);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (await ready.Task.WaitAsync(Silos.Longest))
                return new Server(process, port);
            process.Dispose();
            if (attempt == 5)
                throw new InvalidOperationException(string.Join('\n', lines));

            void Read(object sender, DataReceivedEventArgs line)
            {
                lock (lines)
                    lines.Add(line.Data ?? "");
                if (line.Data?.Contains(isReady, StringComparison.Ordinal) == true)
                    ready.TrySetResult(true);
            }
        }
    }

    private static async Task Run(ProcessStartInfo info)
    {
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await output + await error);
    }
}
