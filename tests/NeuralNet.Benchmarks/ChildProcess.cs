using System.Diagnostics;

namespace NeuralNet.Benchmarks;

/// <summary>A program in a process of its own, mostly this one again.</summary>
internal static class ChildProcess
{
    /// <returns>What it wrote.</returns>
    public static string Run(params string[] arguments) => Run(arguments, new Dictionary<string, string>());

    /// <returns>What it wrote, with more variables in its environment.</returns>
    public static string Run(string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Wait(start);
    }

    /// <returns>What a process wrote until its end.</returns>
    public static string Wait(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"The process '{start.FileName} {string.Join(' ', start.ArgumentList)}' failed.");
    }
}
