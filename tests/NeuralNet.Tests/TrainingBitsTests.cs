using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Tests;

/// <summary>
/// Whole training runs in processes of their own, under the switches that turn vector widths and multiply-adds off:
/// every layer, loss and optimizer, and networks large enough for threads to share them, in both precisions.
/// </summary>
public sealed class TrainingBitsTests(TrainingBitsTests.Baseline baseline) : IClassFixture<TrainingBitsTests.Baseline>
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Training_gives_the_same_bits_on_any_number_of_threads(int threads)
        => Run(threads).Hashes.Should().Equal(baseline.Output.Hashes);

    [Theory]
    [InlineData(256, 1, "EnableAVX512")]
    [InlineData(256, 2, "EnableAVX512")]
    [InlineData(256, 1, "PreferredVectorBitWidth")]
    [InlineData(128, 1, "PreferredVectorBitWidth")]
    [InlineData(128, 2, "PreferredVectorBitWidth")]
    public void Training_gives_the_same_bits_with_vectors_of_any_width(int width, int threads, string name)
    {
        Output output = Run(threads, (name, name == "EnableAVX512" ? "0" : width.ToString(CultureInfo.InvariantCulture)));

        output.VectorWidth.Should().Be(Math.Min(width, baseline.Output.VectorWidth), "otherwise the switch did nothing");
        output.Hashes.Should().Equal(baseline.Output.Hashes);
    }

    [Theory]
    [InlineData("EnableAVX2", 1)]
    [InlineData("EnableAVX2", 2)]
    [InlineData("EnableHWIntrinsic", 1)]
    [InlineData("EnableHWIntrinsic", 2)]
    public void Training_gives_the_same_bits_where_multiply_adds_are_done_in_software(string name, int threads)
    {
        Output output = Run(threads, (name, "0"));

        if (X86Base.IsSupported)
            output.Machine.Should().Contain("in software", "otherwise the switch did nothing");
        output.Hashes.Should().Equal(baseline.Output.Hashes);
    }

    [Fact]
    public void Training_gives_the_same_bits_in_code_that_was_optimised_at_once()
        => Run(1, ("TieredCompilation", "0")).Hashes.Should().Equal(baseline.Output.Hashes);

    private static Output Run(int threads, params (string Name, string Value)[] switches)
    {
        string[] lines = ChildProcess.Run("hashes", threads, switches);
        return new Output(lines[0], lines[1..]);
    }

    /// <summary>One thread and whatever the processor has.</summary>
    public sealed class Baseline
    {
        internal Output Output { get; } = Run(1);
    }

    internal sealed record Output(string Machine, string[] Hashes)
    {
        public int VectorWidth => int.Parse(Machine.Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
