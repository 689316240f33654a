using System.Diagnostics;

namespace NeuralNet.Many.Tests;

/// <summary>Runs NeuralNet.Many.Child, which lies beside the tests, and kills it in the middle.</summary>
internal static class KilledChild
{
    /// <returns>How many lines it wrote before it was killed; at least as many as asked for, unless it was
    /// done.</returns>
    public static int Run(int lines, params string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "NeuralNet.Many.Child.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        int seen = 0;
        while (seen < lines && process.StandardOutput.ReadLine() is not null)
            seen++;
        process.Kill();
        process.WaitForExit();
        return seen;
    }
}
