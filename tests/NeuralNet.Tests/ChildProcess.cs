using System.Diagnostics;
using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>Runs NeuralNet.TrainingRuns, which lies beside the tests, under switches of the runtime.</summary>
internal static class ChildProcess
{
    /// <returns>The lines it wrote.</returns>
    public static string[] Run(string what, int threads, params (string Name, string Value)[] switches)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host)
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory,
                "NeuralNet.TrainingRuns.dll"), what, threads.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in switches)
            start.Environment["DOTNET_" + name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, error.Result);
        return lines;
    }
}
