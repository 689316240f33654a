using System.Diagnostics;
using System.Globalization;

namespace NeuralNet.Tests.Shared;

/// <summary>
/// A PostgreSQL server of the system's packages with a new, empty database, on a free port of the loopback address;
/// disposing it stops the server and deletes what it stored.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string User = "postgres";
    private const int Attempts = 5;

    private readonly string _folder;
    private readonly string _programs;

    private PostgreSqlServer(string programs, string folder, int port) => (_programs, _folder, Port) = (programs, folder, port);

    public int Port { get; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres");

    /// <summary>The folder with <c>initdb</c> and <c>pg_ctl</c>; null where PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    public static PostgreSqlServer Start()
    {
        string programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        string folder = Directory.CreateTempSubdirectory("postgresql-").FullName;
        try
        {
            if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
                Run("chown", "postgres", folder);
            string data = Path.Combine(folder, "data");
            RunAsServer(programs, "initdb", "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync");
            return new PostgreSqlServer(programs, folder, StartOnFreePort(programs, folder, data));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        RunAsServer(_programs, "pg_ctl", "-s", "-D", Path.Combine(_folder, "data"), "-w", "-t", "300", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Somebody else may take a port after it was found free.</summary>
    private static int StartOnFreePort(string programs, string folder, string data)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort.Find();
            try
            {
                RunAsServer(programs, "pg_ctl", "-s", "-D", data, "-w", "-t", "300", "-l", Path.Combine(folder, "log"), "-o",
                    string.Create(CultureInfo.InvariantCulture, $"-p {port} -h 127.0.0.1 -k '{folder}' -F"), "start");
                return port;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // Another port.
            }
        }
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

    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderDescending().Select(folder => $"{folder}/bin") : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
