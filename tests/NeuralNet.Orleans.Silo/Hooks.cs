namespace NeuralNet.Orleans.Tests;

/// <summary>What lets a test stop trainings on a silo by files of a folder.</summary>
public static class Hooks
{
    /// <summary>The folder; null outside silos, where nothing is stopped.</summary>
    public static string? Folder { get; set; }

    /// <summary>The silo may be the one that is to be killed.</summary>
    public static bool MayBeHeld { get; set; }

    /// <summary>Waits while the file 'gate' is there.</summary>
    public sealed class Gate : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            while (Folder is not null && File.Exists(Path.Combine(Folder, "gate")))
                Thread.Sleep(20);
        }
    }

    /// <summary>
    /// The first training of all that reaches the epoch writes the number of its process into 'held' and waits for
    /// ever.
    /// </summary>
    public sealed class Hold(int epoch) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            if (Folder is null || !MayBeHeld || value.Epoch != epoch || !IsFirst())
                return;
            Thread.Sleep(Timeout.Infinite);
        }

        private static bool IsFirst()
        {
            string file = Path.Combine(Folder!, "held");
            if (File.Exists(file))
                return false;
            string own = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
            File.WriteAllText(own, FormattableString.Invariant($"{Environment.ProcessId}"));
            try
            {
                File.Move(own, file, overwrite: false);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
