using System.Numerics;
using NeuralNet;
using Spectre.Console;

/// <summary>
/// Shows training while it runs: a live bar on a terminal, plain lines elsewhere. Ctrl-C ends training and keeps the
/// model.
/// </summary>
internal static class TrainingProgress
{
    private const int PlainLines = 10;

    /// <summary>
    /// Trains as <c>new Trainer&lt;T&gt;(network, loss, options).Fit(training, validation)</c> does and shows how it
    /// goes.
    /// </summary>
    /// <returns>The result; after Ctrl-C its stop reason is <see cref="StopReason.Cancelled"/>, and the network has all
    /// it learned until then.</returns>
    public static TrainingResult Fit<T>(Network<T> network, Loss<T> loss, TrainingOptions options, Dataset<T> training, Dataset<T>? validation = null,
        IAnsiConsole? console = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        console ??= AnsiConsole.Console;
        using var cancellation = new CancellationTokenSource();
        void Stop(object? sender, ConsoleCancelEventArgs key)
        {
            // A second Ctrl-C ends the program, which would leave the cursor hidden.
            key.Cancel = !cancellation.IsCancellationRequested;
            if (!key.Cancel)
                console.Cursor.Show();
            cancellation.Cancel();
        }

        double held = validation is null ? options.ValidationFraction : 0;
        var meter = new ProgressMeter((int)Math.Round(training.X.RowCount * (1 - held)), options.BatchSize, options.Epochs);
        TrainingResult Train(Action<EpochRecord> show)
        {
            var progress = new Reporter(record =>
            {
                meter.Read(record);
                show(record);
                options.Progress?.Report(record);
            });
            return new Trainer<T>(network, loss, options with { Progress = progress }).Fit(training, validation, cancellation.Token);
        }

        Console.CancelKeyPress += Stop;
        try
        {
            return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
                ? WithBar(console, meter, Train)
                : WithLines(console, meter, options.Epochs, Train);
        }
        finally
        {
            Console.CancelKeyPress -= Stop;
        }
    }

    private static TrainingResult WithBar(IAnsiConsole console, ProgressMeter meter, Func<Action<EpochRecord>, TrainingResult> train)
        => console.Progress().Columns(new ProgressBarColumn { Width = 16 }, new ProgressMeterColumn(meter)).Start(context =>
        {
            ProgressTask bar = context.AddTask("training", maxValue: 1);
            TrainingResult result = train(_ => bar.Value = meter.Share);
            meter.HasEnded = true;
            return result;
        });

    /// <summary>About ten lines for all epochs; more where ten seconds pass without one.</summary>
    private static TrainingResult WithLines(IAnsiConsole console, ProgressMeter meter, int epochs, Func<Action<EpochRecord>, TrainingResult> train)
    {
        int every = Math.Max(1, epochs / PlainLines);
        TimeSpan next = TimeSpan.Zero;
        return train(record =>
        {
            if (record.Epoch % every != 0 && meter.Elapsed < next)
                return;
            next = meter.Elapsed + TimeSpan.FromSeconds(10);
            console.Profile.Out.Writer.WriteLine($"{record}  {meter.Pace}");
        });
    }

    private sealed class Reporter(Action<EpochRecord> report) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord record) => report(record);
    }
}
