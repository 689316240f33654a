using System.Globalization;
using NeuralNet.Many;
using Spectre.Console;

/// <summary>
/// Shows a search while it runs: a table of the best trials on a terminal, a line for each trial elsewhere.
/// </summary>
internal static class Watch
{
    private const int Rows = 8;

    public static SearchResult<float> Search(SearchSpace space, SearchObjective<float> objective, SearchOptions options, CancellationToken cancellation)
    {
        SearchResult<float> Run(Action<Trial> trial, Action<RunProgress> progress) => NeuralNet.Many.Search.Run(space, objective,
            options with { Trials = new Told<Trial>(trial), Progress = new Told<RunProgress>(progress) }, cancellation);

        IAnsiConsole console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal || !console.Profile.Capabilities.Ansi)
            return Run(trial => Console.WriteLine($"trial {Text(trial.Number),2}: {Score(trial)}  {trial.Settings}"), _ => { });

        var best = new List<Trial>();
        return console.Live(new Text("")).Start(context => Run(
            trial => best = [.. best.Append(trial).OrderBy(other => other.Outcome.Score ?? double.PositiveInfinity).Take(Rows)],
            progress => context.UpdateTarget(Best(space, best, progress))));
    }

    private static Table Best(SearchSpace space, List<Trial> best, RunProgress progress)
    {
        Table table = new Table().Caption(progress.ToString()).AddColumns("trial", "score").AddColumns([.. space.Settings.Select(setting => setting.Name)]);
        foreach (Trial trial in best)
            table.AddRow([Text(trial.Number), Score(trial), .. space.Settings.Select(setting => Value(trial.Settings, setting.Name))]);
        return table;
    }

    private static string Value(TrialSettings settings, string name) => !settings.Has(name) ? ""
        : name == "activation" ? settings.Choice(name) : settings.Real(name).ToString("G4", CultureInfo.InvariantCulture);

    private static string Score(Trial trial) => trial.Outcome.Score is { } score ? score.ToString("F4", CultureInfo.InvariantCulture) : "none";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Told<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
