using System.Numerics;

namespace NeuralNet;

/// <summary>
/// The library's own kinds, registered as a user's are in <see cref="KnownTypes{T}"/>: a name and the function that
/// makes the type from its description. Each registers itself in the file of its type, where it is a field of this
/// class; so a new kind changes no other file, and nothing is searched for at run time.
/// </summary>
internal static partial class LibraryTypes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A static constructor runs when the fields of all files have their values, whatever their order.
    static LibraryTypes() => All = Registered.Types.ToDictionary(type => (type.Family, type.Kind));

    public static IReadOnlyDictionary<(string Family, string Kind), RegisteredType> All { get; }

    private static RegisteredType Layer(string kind, Func<Description, Layer<T>> make) => Register(Families.Layer, kind, make);

    private static RegisteredType Loss(string kind, Func<Description, Loss<T>> make) => Register(Families.Loss, kind, make);

    private static RegisteredType Schedule(string kind, Func<Description, LearningRateSchedule> make) => Register(Families.Schedule, kind, make);

    private static RegisteredType Initializer(string kind, Func<Description, Initializer> make) => Register(Families.Initializer, kind, make);

    private static RegisteredType Optimizer(string kind, Func<Description, Optimizer> make) => Register(Families.Optimizer, kind, make);

    private static RegisteredType Clipping(string kind, Func<Description, GradientClipping> make) => Register(Families.Clipping, kind, make);

    private static RegisteredType Register(string family, string kind, Func<Description, object?> make)
    {
        var type = new RegisteredType(family, kind, make);
        Registered.Types.Add(type);
        return type;
    }

    /// <summary>Apart, so that the list is there before the first field of any file.</summary>
    private static class Registered
    {
        public static readonly List<RegisteredType> Types = [];
    }
}

/// <summary>How to make the types of one kind again.</summary>
/// <param name="family">One of <see cref="Families"/>.</param>
/// <param name="kind">The kind that the type's Describe gives.</param>
/// <param name="make">Makes the type from its description.</param>
internal sealed class RegisteredType(string family, string kind, Func<Description, object?> make)
{
    public string Family { get; } = family;

    public string Kind { get; } = kind;

    public Func<Description, object?> Make { get; } = make;
}

/// <summary>What can be registered, in the words of messages.</summary>
internal static class Families
{
    public const string Layer = "layer";
    public const string Loss = "loss";
    public const string Schedule = "schedule";
    public const string Initializer = "initializer";
    public const string StopCriterion = "stop criterion";
    public const string Optimizer = "optimizer";
    public const string Clipping = "gradient clipping";
}
