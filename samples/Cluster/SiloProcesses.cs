using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>Silos on this machine, each a process.</summary>
internal sealed class SiloProcesses : IDisposable
{
    private readonly List<Process> _silos = [];
    private readonly string _folder;

    private SiloProcesses(string folder) => _folder = folder;

    public int[] Gateways { get; private set; } = [];

    public static SiloProcesses Start(int count, string folder)
    {
        var silos = new SiloProcesses(folder);
        int[] ports = [.. Enumerable.Range(0, count).Select(_ => FreePort())];
        silos.Gateways = [.. Enumerable.Range(0, count).Select(_ => FreePort())];
        for (int i = 0; i < count; i++)
        {
            Process silo = Start("silo", Text(ports[i]), Text(silos.Gateways[i]), Text(ports[0]), Path.Combine(folder, "storage"));
            silos._silos.Add(silo);
            if (silo.StandardOutput.ReadLine() != "ready")
                throw new InvalidOperationException($"Silo {i} did not start.");
            Console.WriteLine(i == 0 ? $"silo {i}: it holds the list of silos, leave it alone" : $"silo {i}: kill -9 {Text(silo.Id)}");
        }

        return silos;
    }

    public void Kill(int silo)
    {
        Console.WriteLine($"silo {silo} is killed");
        _silos[silo].Kill();
    }

    public void Dispose()
    {
        foreach (Process silo in _silos)
        {
            silo.Kill();
            silo.WaitForExit();
            silo.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        string[] all = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(SiloProcesses).Assembly.Location, .. arguments] : arguments;
        return Process.Start(new ProcessStartInfo(program, all) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
