using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace NeuralNet.Tests;

public sealed class KilledProcessesInDouble : KilledProcessTests<double>;

public sealed class KilledProcessesInFloat : KilledProcessTests<float>;

/// <summary>
/// A process that trains and writes a checkpoint after every epoch is killed again and again, most often while it
/// writes, and taken up each time.
/// </summary>
public abstract class KilledProcessTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Kills = 50;

    // Nobody lives to see it.
    private const int Never = 1_000_000_000;

    [Fact]
    public void A_run_whose_process_is_killed_fifty_times_ends_with_the_same_bits_as_one_that_is_left_in_peace()
    {
        string directory = Directory.CreateTempSubdirectory("checkpoint-kill").FullName;
        string checkpoint = Path.Combine(directory, "run.safetensors"), output = Path.Combine(directory, "network.safetensors");
        var random = new RandomStream(seed: 11);
        int epochs = 0, advances = 0;
        try
        {
            for (int kill = 0; kill < Kills; kill++)
            {
                // One in eight dies while it starts or reads the checkpoint, the others in one of the first epochs or,
                // more often, while they write its checkpoint.
                int linesToWaitFor = kill % 8 == 7 ? 0 : 1 + random.NextInteger(3);
                Kill(Start(checkpoint, Never, output), linesToWaitFor, milliseconds: (linesToWaitFor == 0 ? 200 : 10) * random.NextDouble());
                int reached = File.Exists(checkpoint) ? EpochsIn(checkpoint) : 0;
                reached.Should().BeGreaterThanOrEqualTo(epochs, "no kill loses what was written before");
                advances += reached > epochs ? 1 : 0;
                epochs = reached;
            }

            advances.Should().BeGreaterThan(Kills / 4, "otherwise the test would kill processes that do nothing");
            epochs += 3;
            using (Process last = Start(checkpoint, epochs, output))
            {
                last.StandardOutput.ReadToEnd();
                last.WaitForExit();
                last.ExitCode.Should().Be(0);
            }

            Trainer<T> peaceful = Child.NewTrainer<T>(epochs, checkpoint: null);
            peaceful.Fit(Child.Data<T>());
            Bits.Of(Network.Load<T>(output)).Should().Equal(Bits.Of(peaceful.Network));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Process Start(string checkpoint, int epochs, string output)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(host)
        {
            ArgumentList =
            {
                "exec", Path.Combine(AppContext.BaseDirectory, "NeuralNet.CheckpointChild.dll"),
                typeof(T) == typeof(float) ? "float" : "double", checkpoint, epochs.ToString(CultureInfo.InvariantCulture), output,
            },
            RedirectStandardOutput = true,
        })!;
    }

    private static void Kill(Process process, int linesToWaitFor, double milliseconds)
    {
        using (process)
        {
            for (int line = 0; line < linesToWaitFor; line++)
                process.StandardOutput.ReadLine().Should().NotBeNull("it writes a line after every epoch");
            Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));
            process.HasExited.Should().BeFalse("it has all the epochs in the world");
            process.Kill();
            process.WaitForExit();
        }
    }

    private static int EpochsIn(string checkpoint)
    {
        List<EpochRecord> history = Checkpoint<T>.Read(checkpoint).OpenState().History;
        return history.Count == 0 ? 0 : history[^1].Epoch;
    }
}
