namespace NeuralNet.Many;

/// <summary>The settings that a search chooses, in order.</summary>
/// <example><code>
/// var space = new SearchSpace(
///     new RealSetting("rate", 1e-4, 1e-1) { Scale = Scale.Logarithmic },
///     new IntegerSetting("layers", 1, 2),
///     new IntegerSetting("second", 4, 64) { When = s => s.Integer("layers") == 2 },
///     new ChoiceSetting("activation", "tanh", "relu"));
/// </code></example>
public sealed class SearchSpace
{
    /// <summary>Creates a space.</summary>
    /// <param name="settings">
    /// The settings, at least one, names different. What one depends on stands before it.
    /// </param>
    /// <exception cref="ArgumentException">There is none, two have one name, or one has impossible bounds.</exception>
    public SearchSpace(params IReadOnlyList<Setting> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Count == 0)
            throw new ArgumentException($"'{nameof(settings)}' is empty, but at least one setting was expected.", nameof(settings));
        var names = new HashSet<string>();
        foreach (Setting setting in settings)
        {
            if (setting is null || string.IsNullOrWhiteSpace(setting.Name))
                throw new ArgumentException($"'{nameof(settings)}' holds null or a setting without a name.", nameof(settings));
            if (!names.Add(setting.Name))
                throw new ArgumentException($"'{nameof(settings)}' holds two settings of the name '{setting.Name}'.", nameof(settings));
            setting.Validate();
        }

        Settings = [.. settings];
    }

    /// <summary>The settings in order.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    internal string Description => string.Join("; ", Settings.Select(setting => setting.Description));

    /// <summary>Chooses a value for each setting whose condition is met.</summary>
    internal TrialSettings Choose(Func<Setting, object> value)
    {
        var chosen = new List<KeyValuePair<string, object>>(Settings.Count);
        foreach (Setting setting in Settings)
        {
            if (setting.When is null || setting.When(new TrialSettings(chosen)))
                chosen.Add(KeyValuePair.Create(setting.Name, value(setting)));
        }

        return new TrialSettings(chosen);
    }
}
