using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>
/// What all threads of a process allocate while it trains and predicts, by the runtime's exact counter: with every
/// layer, loss, optimizer, schedule and order of samples, with penalties, clipping and weights, on networks that
/// threads share and on small ones, in both precisions.
/// </summary>
public sealed class AllocationOfAllThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_step_and_no_prediction_of_a_sample_allocates_a_byte_on_any_thread(int threads)
    {
        string[][] lines = [.. ChildProcess.Run("allocations", threads).Select(line => line.Split('\t'))];

        lines.Should().HaveCountGreaterThan(80).And.OnlyContain(fields => int.Parse(fields[1], CultureInfo.InvariantCulture) > 5, "steps were watched");
        lines.Where(fields => fields[2] != "0").Select(fields => $"{fields[0]}: {fields[2]} bytes").Should().BeEmpty();
    }
}
