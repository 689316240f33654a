using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NeuralNet.Tabular.Sources.Tests;

/// <summary>
/// A PostgreSQL server of the system's packages with a new, empty database, on a free port of the loopback address;
/// disposing it stops the server and deletes what it stored.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string User = "tables";

    private readonly string _folder;
    private readonly string _programs;

    private PostgreSqlServer(string programs, string folder, int port)
    {
        (_programs, _folder) = (programs, folder);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username={User};Database=postgres";
    }

    public string ConnectionString { get; }

    /// <summary>The folder with <c>initdb</c> and <c>pg_ctl</c>; null where PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    public static PostgreSqlServer Start()
    {
        string programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        string folder = Directory.CreateTempSubdirectory("tables").FullName;
        int port = FreePort();
        try
        {
            if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
                Run("chown", "postgres", folder);
            string data = Path.Combine(folder, "data");
            RunAsServer(programs, "initdb", "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync");
            RunAsServer(programs, "pg_ctl", "-s", "-D", data, "-w", "-t", "120", "-l", Path.Combine(folder, "log"), "-o",
                $"-p {port} -h 127.0.0.1 -k '{folder}' -F", "start");
            return new PostgreSqlServer(programs, folder, port);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        RunAsServer(_programs, "pg_ctl", "-s", "-D", Path.Combine(_folder, "data"), "-w", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    // The server refuses to run as root; Debian's package has a user for it.
    private static void RunAsServer(string programs, string program, params string[] arguments)
    {
        string path = Path.Combine(programs, program);
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Run(path, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        // The server inherits what the starter has open, so its output goes nowhere but into its own file.
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() };
        // initdb refuses a locale that the machine has not, which tests in other cultures name.
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ends with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderDescending().Select(folder => $"{folder}/bin") : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
