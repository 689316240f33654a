using System.Text;

namespace NeuralNet;

/// <summary>
/// What the numbers mean that a network takes and gives: names and units of columns, names of classes and categories,
/// and what is filled in for missing values. Saved with the network and given back when it is loaded. Immutable.
/// </summary>
/// <remarks><see cref="Network{T}.Schema"/> says where it comes from.</remarks>
public sealed record DataSchema
{
    /// <summary>Says nothing.</summary>
    public static DataSchema Empty { get; } = new();

    /// <summary>A name for each input; null if they have none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init => field = Copied(value, nameof(FeatureNames)); }

    /// <summary>
    /// The unit of each input, such as <c>cm</c>, empty where it has none; null if nothing is known of units.
    /// </summary>
    public IReadOnlyList<string>? FeatureUnits { get; init => field = Copied(value, nameof(FeatureUnits)); }

    /// <summary>A name for each output where outputs are no classes; null if they have none.</summary>
    public IReadOnlyList<string>? TargetNames { get; init => field = Copied(value, nameof(TargetNames)); }

    /// <summary>The unit of each output, empty where it has none; null if nothing is known of units.</summary>
    public IReadOnlyList<string>? TargetUnits { get; init => field = Copied(value, nameof(TargetUnits)); }

    /// <summary>A name for each class: one for each output, or two for one output; null if they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init => field = Copied(value, nameof(ClassNames)); }

    /// <summary>
    /// For columns of text, by name, the encoder that made one-hot inputs of them. Empty if there are none.
    /// </summary>
    public IReadOnlyDictionary<string, LabelEncoder> Categories { get; init => field = CopiedCategories(value); } = new Dictionary<string, LabelEncoder>();

    /// <summary>
    /// Fills in missing values of samples on their way to the network, which takes none; null if there is none.
    /// </summary>
    public Imputer? Imputer { get; init; }

    /// <summary>
    /// Texts by name that packages and programs keep with a network, such as a calibration. Empty if there are none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Notes { get; init => field = CopiedNotes(value); } = new Dictionary<string, string>();

    /// <summary>
    /// The encoder of the class names, which gives the names of what <c>Classify</c> answers; null if classes have
    /// none.
    /// </summary>
    public LabelEncoder? Classes => ClassNames is null ? null : new LabelEncoder(ClassNames);

    /// <summary>Whether names, units, categories and what is filled in are the same.</summary>
    /// <param name="other">The schema to compare with.</param>
    public bool Equals(DataSchema? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// The schema as JSON, an object with a property for each part that is there: what model files hold.
    /// </summary>
    public string ToJson() => SchemaText.Write(this);

    /// <summary>Reads a schema from JSON that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is no such text.</exception>
    public static DataSchema FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SchemaText.Read(json);
    }

    /// <summary>Features, targets or classes with their units, a line each; the first eight of many.</summary>
    public override string ToString() => string.Join(Environment.NewLine, new[]
    {
        Line("features", FeatureNames, FeatureUnits),
        Line("targets", TargetNames, TargetUnits),
        Line("classes", ClassNames, null),
    }.Where(line => line.Length > 0));

    /// <summary>Throws unless there are as many names and units as a network has inputs and outputs.</summary>
    internal void CheckFits(int inputs, int outputs)
    {
        CheckCount(FeatureNames, nameof(FeatureNames), inputs, "inputs");
        CheckCount(FeatureUnits, nameof(FeatureUnits), inputs, "inputs");
        CheckCount(TargetNames, nameof(TargetNames), outputs, "outputs");
        CheckCount(TargetUnits, nameof(TargetUnits), outputs, "outputs");
        if (Imputer is { } imputer && imputer.Values.Count != inputs)
            throw new ArgumentException($"The imputer fills {Check.Text(imputer.Values.Count)} columns, but the network has {Check.Text(inputs)} "
                + "inputs.", nameof(Imputer));
        if (ClassNames is { } names && names.Count != outputs && !(outputs == 1 && names.Count == 2))
            throw new ArgumentException($"'{nameof(ClassNames)}' has {Check.Text(names.Count)} names, but the network has {Check.Text(outputs)} outputs: "
                + $"{(outputs == 1 ? "two names, or one," : "one for each")} {(outputs == 1 ? "were" : "was")} expected.", nameof(ClassNames));
    }

    private static void CheckCount(IReadOnlyList<string>? names, string argument, int expected, string role)
    {
        if (names is not null && names.Count != expected)
            throw new ArgumentException($"'{argument}' has {Check.Text(names.Count)} entries, but the network has {Check.Text(expected)} {role}.", argument);
    }

    private static IReadOnlyList<string>? Copied(IReadOnlyList<string>? names, string argument)
    {
        if (names is null)
            return null;
        string[] copy = [.. names];
        int missing = Array.IndexOf(copy, null);
        if (missing >= 0)
            throw new ArgumentException($"'{argument}'[{Check.Text(missing)}] is null; an empty text stands for no name.", argument);
        int broken = Array.FindIndex(copy, name => !Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)).Equals(name, StringComparison.Ordinal));
        return broken < 0 ? copy : throw new ArgumentException($"'{argument}'[{Check.Text(broken)}] holds half of a surrogate pair, which no file can "
            + "hold.", argument);
    }

    private static Dictionary<string, LabelEncoder> CopiedCategories(IReadOnlyDictionary<string, LabelEncoder> categories)
    {
        ArgumentNullException.ThrowIfNull(categories, nameof(Categories));
        return categories.Values.Contains(null) ? throw new ArgumentException($"'{nameof(Categories)}' holds null, but an encoder for each column was "
            + "expected.", nameof(Categories)) : new Dictionary<string, LabelEncoder>(categories);
    }

    private static Dictionary<string, string> CopiedNotes(IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes, nameof(Notes));
        string[] texts = [.. notes.Keys, .. notes.Values];
        Copied(texts, nameof(Notes));
        return new Dictionary<string, string>(notes);
    }

    private static string Line(string what, IReadOnlyList<string>? names, IReadOnlyList<string>? units)
    {
        if (names is null)
            return "";
        IEnumerable<string> shown =
            names.Take(8).Select((name, i) => units is null || units.Count <= i || units[i].Length == 0 ? name : $"{name} ({units[i]})");
        return $"{what}: {string.Join(", ", shown)}{(names.Count > 8 ? $", ... ({Check.Text(names.Count)})" : "")}";
    }
}
