using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;

namespace NeuralNet;

/// <summary>
/// What a file says of a layer, a loss, a learning rate schedule, an initializer or a stop criterion: the name it is
/// made again by, and its settings.
/// </summary>
/// <param name="Kind">
/// The name, such as <c>Dense</c>; for types of one's own the name that is given to <see cref="KnownTypes{T}"/>.
/// </param>
public sealed record Description(string Kind)
{
    /// <summary>The settings by name, such as <c>units</c>; all are finite numbers.</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// Settings that are described themselves, by name, such as the initializer of a Dense layer; a choice is a part
    /// without settings.
    /// </summary>
    public IReadOnlyDictionary<string, Description> Parts { get; init; } = ReadOnlyDictionary<string, Description>.Empty;

    /// <summary>A setting that must be there.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <exception cref="InvalidDataException">There is no such setting.</exception>
    public double this[string name] => Settings.TryGetValue(name, out double value) ? value : throw Lacks(name);

    /// <summary>A part that must be there.</summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">There is no such part.</exception>
    public Description Part(string name) => Parts.TryGetValue(name, out Description? part) ? part with { Source = Source } : throw Lacks(name);

    /// <summary>A setting that is a whole number, such as the units of a layer.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <param name="smallest">The smallest number that makes sense.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such setting, or it is no whole number from <paramref name="smallest"/> on.
    /// </exception>
    public int Count(string name, int smallest = 1)
    {
        double value = this[name];
        return value >= smallest && value <= int.MaxValue && value == Math.Truncate(value)
            ? (int)value
            : throw new InvalidDataException($"The setting '{name}' of {Kind} is {Check.Text(value)}, "
                + $"but a whole number from {Check.Text(smallest)} to {Check.Text(int.MaxValue)} was expected.");
    }

    /// <summary>A part that is a member of an enumeration.</summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">There is no such part, or the enumeration has no such member.</exception>
    public TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        string kind = Part(name).Kind;
        return Enum.TryParse(kind, out TEnum value) && value.ToString() == kind
            ? value
            : throw new InvalidDataException($"The setting '{name}' of {Kind} is '{kind}', which is no {typeof(TEnum).Name}.");
    }

    /// <summary>A part that is a member of an enumeration, to be described.</summary>
    /// <param name="value">The member.</param>
    public static Description Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => new(value.ToString());

    /// <summary>A part that is a learning rate schedule, made as its own registration says.</summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">There is no such part, or the schedule cannot be made.</exception>
    public LearningRateSchedule Schedule(string name) => FromFile.MakeSchedule(Part(name));

    /// <summary>
    /// A part that is an initializer, made as its own registration says; null if there is no such part.
    /// </summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">The initializer cannot be made.</exception>
    public Initializer? Initializer(string name) => Parts.ContainsKey(name) ? FromFile.MakeInitializer(Part(name)) : null;

    /// <summary>A part that is a loss, made as its own registration says.</summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">There is no such part, or the loss cannot be made.</exception>
    public Loss<T> Loss<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FromFile.MakeLoss(Part(name)) as Loss<T> ?? throw Lacks(name);

    /// <summary>A part that is a layer, made as its own registration says.</summary>
    /// <param name="name">The name of the part.</param>
    /// <exception cref="InvalidDataException">There is no such part, or the layer cannot be made.</exception>
    public Layer<T> Layer<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FromFile.MakeLayer(Part(name)) as Layer<T> ?? throw Lacks(name);

    /// <summary>
    /// Throws unless the file holds the numbers of a layer that is to be made. To be called before memory is taken for
    /// them: a damaged file may describe a layer of any size.
    /// </summary>
    /// <param name="parameter">The name of the layer's parameter or constant.</param>
    /// <param name="shape">
    /// The lengths that the file gives: columns, rows; of a single row that is exempt from decay, such as a bias, its
    /// columns alone.
    /// </param>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has another shape.</exception>
    public void RequireTensor(string parameter, params ReadOnlySpan<int> shape) => FromFile.RequireTensor(this, parameter, shape);

    /// <summary>Whether kind, settings and parts are the same.</summary>
    /// <param name="other">The description to compare with.</param>
    public bool Equals(Description? other)
        => other is not null && Kind == other.Kind && AreSame(Settings, other.Settings) && AreSame(Parts, other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind.GetHashCode(StringComparison.Ordinal);

    /// <summary>The kind, followed by settings and parts in brackets, every digit of the numbers given.</summary>
    public override string ToString()
    {
        string[] settings =
        [
            .. Settings.Select(setting => $"{setting.Key} {setting.Value.ToString(CultureInfo.InvariantCulture)}"),
            .. Parts.Select(part => $"{part.Key} {part.Value}"),
        ];
        return settings.Length == 0 ? Kind : $"{Kind} ({string.Join(", ", settings)})";
    }

    /// <summary>The file; null for what describes itself.</summary>
    internal IDescriptionSource? Source { get; init; }

    /// <summary>The name of a type, without its type argument.</summary>
    internal static string NameOf(Type type)
    {
        int arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? type.Name : type.Name[..arity];
    }

    private IDescriptionSource FromFile => Source
        ?? throw new InvalidOperationException($"The description of {Kind} does not come from a file, so there is nothing to make its parts from.");

    // In whatever order: JSON that a person wrote need not have ours.
    private static bool AreSame<TValue>(IReadOnlyDictionary<string, TValue> some, IReadOnlyDictionary<string, TValue> others)
        => some.Count == others.Count && (some.Count == 0 || Contains(others, some));

    private static bool Contains<TValue>(IReadOnlyDictionary<string, TValue> all, IReadOnlyDictionary<string, TValue> some)
        => some.All(pair => all.TryGetValue(pair.Key, out TValue? other) && Equals(pair.Value, other));

    private InvalidDataException Lacks(string name) => new($"The description of {Kind} lacks the setting '{name}'.");
}
