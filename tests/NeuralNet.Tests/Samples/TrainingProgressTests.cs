using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Testing;

namespace NeuralNet.Tests;

/// <summary>What the samples show while they train.</summary>
public sealed class TrainingProgressTests
{
    private static readonly Dataset<double> _data =
        new(Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]), Samples.FromRows<double>([[0], [1], [1], [0]]));

    [Fact]
    public void Where_output_is_no_terminal_every_tenth_of_the_epochs_is_a_line_with_scores_speed_and_time_left()
    {
        using TestConsole console = Terminal(false);

        TrainingResult result = Fit(new TrainingOptions { Epochs = 40, BatchSize = 4 }, console);

        console.Output.Should().NotContain("\u001b");
        console.Lines.Should().HaveCount(11);
        console.Lines[0].Should().StartWith(result.History[0].ToString()).And.MatchRegex(@"  rate 0\.001  [1-9]\d*k? samples/s  \d+:\d\d left$");
        console.Lines[1].Should().StartWith(result.History[3].ToString());
        console.Lines[10].Should().StartWith(result.History[39].ToString()).And.EndWith("0:00 left");
    }

    [Fact]
    public void On_a_terminal_a_bar_ends_full_with_the_last_scores_and_the_time_taken()
    {
        using TestConsole console = Terminal(true);

        TrainingResult result = Fit(new TrainingOptions { Epochs = 40, BatchSize = 4 }, console);

        string last = console.Lines.Last(line => !string.IsNullOrWhiteSpace(line));
        last.Should().StartWith(new string('\u2501', 16) + " 40/40  ");
        last.Should().Contain(
            FormattableString.Invariant($"loss {result.History[39].Training.Loss:G4}  validation {100 * result.History[39].Validation!.Value.Accuracy:F2} %"));
        last.Should().MatchRegex(@"[1-9]\d*k? samples/s  in \d+:\d\d\s*$");
    }

    [Fact]
    public void The_training_is_the_same_as_without_the_display_and_the_callers_own_progress_is_told_too()
    {
        using TestConsole console = Terminal(true);
        var told = new List<EpochRecord>();
        Network<double> shown = NewNetwork();
        Network<double> alone = NewNetwork();
        var options = new TrainingOptions { Epochs = 20, BatchSize = 4 };

        TrainingResult result = TrainingProgress.Fit(shown, new MeanSquaredError<double>(), options with { Progress = new Act(told.Add) }, _data, _data,
            console);
        new Trainer<double>(alone, new MeanSquaredError<double>(), options).Fit(_data, _data);

        told.Should().Equal(result.History);
        shown.Predict(_data.X).Enumerate().Should().Equal(alone.Predict(_data.X).Enumerate());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ctrl_C_ends_training_and_the_network_keeps_what_it_has_learned(bool isTerminal)
    {
        if (OperatingSystem.IsWindows())
            return;
        using TestConsole console = Terminal(isTerminal);
        Network<double> network = NewNetwork();
        bool isPressed = false;
        var press = new Act(record =>
        {
            if (!isPressed && record.Epoch >= 2000)
            {
                isPressed = true;
                using Process kill = Process.Start("kill", ["-INT", $"{Environment.ProcessId}"]);
            }
        });
        var options = new TrainingOptions
        {
            Optimizer = new Adam { LearningRate = 0.01 },
            Epochs = 1_000_000_000,
            BatchSize = 4,
            Progress = press,
            TimeLimit = TimeSpan.FromMinutes(1),
            Diagnostics = Diagnostics.Off,
        };

        TrainingResult result = TrainingProgress.Fit(network, new MeanSquaredError<double>(), options, _data, _data, console);

        result.StopReason.Should().Be(StopReason.Cancelled);
        Metrics.MeanAbsoluteError(network.Predict(_data.X), _data.Y).Should().BeLessThan(0.1);
    }

    private static TrainingResult Fit(TrainingOptions options, IAnsiConsole console)
        => TrainingProgress.Fit(NewNetwork(), new MeanSquaredError<double>(), options, _data, _data, console);

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Sigmoid().Build(seed: 1);

    private static TestConsole Terminal(bool isTerminal)
    {
        var console = new TestConsole();
        console.Profile.Out = new Output(console.Profile.Out, isTerminal);
        console.Profile.Width = 120;
        console.Profile.Capabilities.Interactive = isTerminal;
        console.Profile.Capabilities.Ansi = isTerminal;
        return console;
    }

    private sealed class Output(IAnsiConsoleOutput inner, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => inner.Writer;

        public bool IsTerminal => isTerminal;

        public int Width => inner.Width;

        public int Height => inner.Height;

        public void SetEncoding(System.Text.Encoding encoding) => inner.SetEncoding(encoding);
    }

    private sealed class Act(Action<EpochRecord> report) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord record) => report(record);
    }
}
