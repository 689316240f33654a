using System.Globalization;
using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Training options as a checkpoint has them. What belongs to the program or the machine, such as progress and threads,
/// is left out.
/// </summary>
internal static class OptionsDescription
{
    // When to stop decides how far a run goes, not which way, so a run may be taken up with other limits.
    private static readonly string[] _limits =
    [
        nameof(TrainingOptions.Epochs), nameof(TrainingOptions.Steps), nameof(TrainingOptions.TimeLimit), nameof(TrainingOptions.StopCriteria),
        nameof(TrainingOptions.StopWhenLossBelow), nameof(TrainingOptions.StopWhenMeanAbsoluteErrorBelow), nameof(CheckpointOptions.EveryEpochs),
        nameof(TrainingOptions.WhenLossHasNoGradient),
    ];

    public static Description Of(TrainingOptions options)
    {
        var settings = new Dictionary<string, double> { [nameof(options.Epochs)] = options.Epochs };
        bool tellsBatchSize = options.IsBatchSizeSet || options.Optimizer is MinibatchOptimizer;
        AddIfSet(settings, nameof(options.BatchSize), tellsBatchSize ? options.BatchSize : null);
        settings[nameof(options.Seed)] = options.Seed;
        settings[nameof(options.L1)] = options.L1;
        settings[nameof(options.L2)] = options.L2;
        settings[nameof(options.ValidationFraction)] = options.ValidationFraction;
        settings[nameof(CheckpointOptions.EveryEpochs)] = options.Checkpoint?.EveryEpochs ?? 1;
        AddIfSet(settings, nameof(options.Steps), options.Steps);
        AddIfSet(settings, nameof(options.StopWhenLossBelow), options.StopWhenLossBelow);
        AddIfSet(settings, nameof(options.StopWhenMeanAbsoluteErrorBelow), options.StopWhenMeanAbsoluteErrorBelow);
        AddIfSet(settings, nameof(options.TimeLimit), options.TimeLimit?.Ticks);

        var parts = new Dictionary<string, Description>
        {
            [nameof(options.Optimizer)] = options.Optimizer.Describe(),
            [nameof(options.Order)] = Description.Choice(options.Order),
            [nameof(options.Diagnostics)] = Description.Choice(options.Diagnostics),
            [nameof(options.StopCriteria)] = new("List") { Parts = Numbered(options.StopCriteria.Select(criterion => criterion.Describe())) },
        };
        if (options.WhenLossHasNoGradient != NoGradientAction.Stop)
            parts.Add(nameof(options.WhenLossHasNoGradient), Description.Choice(options.WhenLossHasNoGradient));
        if (options.Clipping is { } clipping)
            parts.Add(nameof(options.Clipping), clipping.Describe());
        if (options.EarlyStopping is { } early)
            parts.Add(nameof(options.EarlyStopping), early.Describe());
        if (options.Restarts is { } restarts)
            parts.Add(nameof(options.Restarts), restarts.Describe());
        if (options.ClassWeights is { } weights)
            parts.Add(nameof(options.ClassWeights), new Description("List") { Settings = Numbered(weights) });
        return new Description(nameof(TrainingOptions)) { Settings = settings, Parts = parts };
    }

    public static TrainingOptions Make<T>(Description description, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double? Setting(string name) => description.Settings.TryGetValue(name, out double value) ? value : null;
        Description? Part(string name) => description.Parts.GetValueOrDefault(name);
        Optimizer optimizer = knownTypes.MakeOptimizer(description.Part(nameof(TrainingOptions.Optimizer)));
        var start = new TrainingOptions();

        // A method of all samples refuses a size that was set: the default stays what nobody has set.
        bool isDefault = optimizer is MinibatchOptimizer && Setting(nameof(TrainingOptions.BatchSize)) == start.BatchSize;
        if (!isDefault && Setting(nameof(TrainingOptions.BatchSize)) is not null)
            start = start with { BatchSize = description.Count(nameof(TrainingOptions.BatchSize)) };
        return start with
        {
            Optimizer = optimizer,
            Epochs = description.Count(nameof(TrainingOptions.Epochs), smallest: 0),
            Steps = (long?)Setting(nameof(TrainingOptions.Steps)),
            Order = description.Choice<SampleOrder>(nameof(TrainingOptions.Order)),
            Seed = description.Count(nameof(TrainingOptions.Seed), int.MinValue),
            L1 = description[nameof(TrainingOptions.L1)],
            L2 = description[nameof(TrainingOptions.L2)],
            Clipping = Part(nameof(TrainingOptions.Clipping)) is { } clipping ? knownTypes.MakeClipping(clipping) : null,
            ClassWeights = Part(nameof(TrainingOptions.ClassWeights)) is { } weights ? [.. weights.Settings.Values] : null,
            ValidationFraction = description[nameof(TrainingOptions.ValidationFraction)],
            StopWhenLossBelow = Setting(nameof(TrainingOptions.StopWhenLossBelow)),
            StopWhenMeanAbsoluteErrorBelow = Setting(nameof(TrainingOptions.StopWhenMeanAbsoluteErrorBelow)),
            EarlyStopping = Part(nameof(TrainingOptions.EarlyStopping)) is { } early
                ? EarlyStopping.From(early)
                : null,
            Restarts = Part(nameof(TrainingOptions.Restarts)) is { } restarts ? Restarts.From(restarts) : null,
            StopCriteria = [.. description.Part(nameof(TrainingOptions.StopCriteria)).Parts.Values.Select(knownTypes.MakeStopCriterion)],
            TimeLimit = Setting(nameof(TrainingOptions.TimeLimit)) is { } ticks ? new TimeSpan((long)ticks) : null,
            WhenLossHasNoGradient = Part(nameof(TrainingOptions.WhenLossHasNoGradient)) is null
                ? NoGradientAction.Stop
                : description.Choice<NoGradientAction>(nameof(TrainingOptions.WhenLossHasNoGradient)),
            Diagnostics = description.Choice<Diagnostics>(nameof(TrainingOptions.Diagnostics)),
        };
    }

    public static int EveryEpochs(Description description) => description.Count(nameof(CheckpointOptions.EveryEpochs));

    /// <summary>What differs, apart from when to stop, in words.</summary>
    public static IEnumerable<string> Differences(Description there, Description here)
    {
        foreach (string name in there.Settings.Keys.Union(here.Settings.Keys).Except(_limits))
        {
            if (Difference(name, Text(there.Settings, name, Exactly), Text(here.Settings, name, Exactly)) is { } difference)
                yield return difference;
        }

        foreach (string name in there.Parts.Keys.Union(here.Parts.Keys).Except(_limits))
        {
            if (Difference(name, Text(there.Parts, name, part => part.ToString()), Text(here.Parts, name, part => part.ToString())) is { } difference)
                yield return difference;
        }
    }

    /// <summary>A difference in words; null if there is none.</summary>
    public static string? Difference(string name, string there, string here) => there == here ? null : $"{name} is {there} in the checkpoint, but {here} here";

    private static string Text<TValue>(IReadOnlyDictionary<string, TValue> values, string name, Func<TValue, string> text)
        => values.TryGetValue(name, out TValue? value) ? text(value) : "none";

    private static string Exactly(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static void AddIfSet(Dictionary<string, double> settings, string name, double? value)
    {
        if (value is { } number)
            settings.Add(name, number);
    }

    private static Dictionary<string, TValue> Numbered<TValue>(IEnumerable<TValue> values)
        => values.Select((value, i) => (Check.Text(i), value)).ToDictionary(pair => pair.Item1, pair => pair.value);
}
