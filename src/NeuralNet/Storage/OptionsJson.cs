using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// Training options in JSON: the description that checkpoints have of them, and what belongs to the program or the
/// machine as far as JSON can hold it.
/// </summary>
internal static class OptionsJson
{
    private const string Path = nameof(CheckpointOptions.Path);

    public static string Write(TrainingOptions options)
    {
        Description description = Describe(options);
        return DescriptionText.Of(json => DescriptionText.Write(json, description));
    }

    public static TrainingOptions Read<T>(string json, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Make(DescriptionText.Read(document.RootElement), knownTypes);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The options cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }
    }

    /// <exception cref="NotSupportedException">There is something that would be lost.</exception>
    public static Description Describe(TrainingOptions options)
    {
        options.Validate();
        if (options.Progress is { } progress)
            throw new NotSupportedException(
                $"'{nameof(options.Progress)}' is {progress.GetType().Name}, an object of the program, which JSON cannot hold. "
                + "Write the options without it, as in options with { Progress = null }, and set it again after reading.");
        Exact(options.Steps, nameof(options.Steps));
        Exact(options.TimeLimit?.Ticks, nameof(options.TimeLimit));
        Description description = OptionsDescription.Of(options);
        var settings = new Dictionary<string, double>(description.Settings);
        settings.Remove(nameof(CheckpointOptions.EveryEpochs));
        if (options.Threads != Environment.ProcessorCount)
            settings.Add(nameof(options.Threads), options.Threads);
        var parts = new Dictionary<string, Description>(description.Parts);
        if (options.Checkpoint is { } checkpoint)
        {
            parts.Add(nameof(options.Checkpoint), new Description(nameof(CheckpointOptions))
            {
                Settings = new Dictionary<string, double> { [nameof(checkpoint.EveryEpochs)] = checkpoint.EveryEpochs },
                Parts = new Dictionary<string, Description> { [Path] = new(checkpoint.Path) },
            });
        }

        return RefuseFunctions(description with { Settings = settings, Parts = parts });
    }

    /// <exception cref="InvalidDataException">It describes no options, or not only options.</exception>
    public static TrainingOptions Make<T>(Description given, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (given.Kind != nameof(TrainingOptions))
            throw new InvalidDataException($"The JSON is of the kind {Check.Quoted(given.Kind)}, but '{nameof(TrainingOptions)}' was expected.");
        Description complete = OptionsDescription.Of(new TrainingOptions());
        complete = complete with { Settings = Over(complete.Settings, given.Settings), Parts = Over(complete.Parts, given.Parts) };
        TrainingOptions options = OptionsDescription.Make(complete, knownTypes);
        if (given.Settings.ContainsKey(nameof(options.Threads)))
            options = options with { Threads = given.Count(nameof(options.Threads)) };
        if (given.Parts.TryGetValue(nameof(options.Checkpoint), out Description? checkpoint))
        {
            var file = new CheckpointOptions(checkpoint.Part(Path).Kind) { EveryEpochs = OptionsDescription.EveryEpochs(checkpoint) };
            options = options with { Checkpoint = file };
        }

        try
        {
            CheckAllIsUsed(given, Describe(options), "");
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The options cannot be used: {e.Message}", e);
        }

        return options;
    }

    /// <summary>
    /// Throws if something that was given is not in what was made of it: a misspelt name, or a number that had to be
    /// changed.
    /// </summary>
    /// <exception cref="InvalidDataException">It is so.</exception>
    public static void CheckAllIsUsed(Description given, Description made, string place)
    {
        if (given.Kind != made.Kind)
            throw new InvalidDataException($"'{place}' is {Check.Quoted(given.Kind)}, but {Check.Quoted(made.Kind)} was made of it.");
        foreach ((string name, double value) in given.Settings)
        {
            // As many threads as there are processors are not written.
            if (name == nameof(TrainingOptions.Threads) && place.Length == 0 && value == Environment.ProcessorCount)
                continue;
            if (!made.Settings.TryGetValue(name, out double used))
                throw Unknown("setting", name);
            if (used != value)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{place}{name}' is {value}, which would become {used}."));
        }

        foreach ((string name, Description part) in given.Parts)
        {
            if (!made.Parts.TryGetValue(name, out Description? used))
                throw Unknown("part", name);
            CheckAllIsUsed(part, used, $"{place}{name}.");
        }

        InvalidDataException Unknown(string what, string name)
        {
            string known = string.Join(", ", made.Settings.Keys.Concat(made.Parts.Keys));
            return new InvalidDataException($"{given.Kind} has no {what} {Check.Quoted(place + name)}. It has {known}.");
        }
    }

    /// <summary>The description itself, unless a part of it is a function.</summary>
    /// <exception cref="NotSupportedException">There is a function.</exception>
    public static Description RefuseFunctions(Description description)
    {
        if (description.Kind == LearningRateSchedule.FunctionKind)
        {
            throw new NotSupportedException(
                "The learning rate is given by a function, which JSON cannot hold. Use one of the library's schedules, "
                + "or derive one of your own from LearningRateSchedule and register it with KnownTypes.");
        }

        foreach (Description part in description.Parts.Values)
            RefuseFunctions(part);
        return description;
    }

    private static void Exact(long? value, string name)
    {
        if (value is { } number && (long)(double)number != number)
        {
            throw new NotSupportedException(
                $"'{name}' is {Check.Text(number)}, but of whole numbers beyond 9,007,199,254,740,992 JSON does not have all: "
                + "another one would be read.");
        }
    }

    private static Dictionary<string, TValue> Over<TValue>(IReadOnlyDictionary<string, TValue> defaults, IReadOnlyDictionary<string, TValue> given)
    {
        var all = new Dictionary<string, TValue>(defaults);
        foreach ((string name, TValue value) in given)
            all[name] = value;
        return all;
    }
}
