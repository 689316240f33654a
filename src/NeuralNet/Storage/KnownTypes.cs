using System.Collections.Immutable;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// How to make types of one's own again when a file names them: for each registered name a function from its <see cref="Description"/>.
/// Immutable: every method returns a new object.
/// </summary>
/// <remarks>
/// The types of the library need no registration. There is no search for types by name, so a file can only make what the program has registered, and trimmed
/// and ahead-of-time compiled applications work. What a function makes must describe itself as the file does: a setting that gets lost is an error, not another network.
/// </remarks>
/// <example><code>new KnownTypes&lt;double&gt;().WithLayer("Swish", description => new Swish&lt;double&gt;(description["beta"]))</code></example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class KnownTypes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImmutableDictionary<(string Family, string Kind), Func<Description, object?>> _makers;

    /// <summary>The types of the library alone.</summary>
    public KnownTypes()
        : this(ImmutableDictionary<(string, string), Func<Description, object?>>.Empty)
    {
    }

    private KnownTypes(ImmutableDictionary<(string Family, string Kind), Func<Description, object?>> makers) => _makers = makers;

    internal static KnownTypes<T> Library { get; } = new();

    /// <summary>Adds a layer, an activation included.</summary>
    /// <param name="kind">The kind that its <see cref="Layer{T}.Describe"/> gives.</param>
    /// <param name="make">Makes the layer; its parameters are filled from the file.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithLayer(string kind, Func<Description, Layer<T>> make) => With("layer", kind, make);

    /// <summary>Adds a loss.</summary>
    /// <param name="kind">The kind that its <see cref="Loss{T}.Describe"/> gives.</param>
    /// <param name="make">Makes the loss.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithLoss(string kind, Func<Description, Loss<T>> make) => With("loss", kind, make);

    /// <summary>Adds a learning rate schedule.</summary>
    /// <param name="kind">The kind that its <see cref="LearningRateSchedule.Describe"/> gives.</param>
    /// <param name="make">Makes the schedule.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithSchedule(string kind, Func<Description, LearningRateSchedule> make) => With("schedule", kind, make);

    /// <summary>Adds an initializer.</summary>
    /// <param name="kind">The kind that its <see cref="Initializer.Describe"/> gives.</param>
    /// <param name="make">Makes the initializer.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithInitializer(string kind, Func<Description, Initializer> make) => With("initializer", kind, make);

    /// <summary>Adds a stop criterion.</summary>
    /// <param name="kind">The kind that its <see cref="StopCriterion.Describe"/> gives.</param>
    /// <param name="make">Makes the criterion.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithStopCriterion(string kind, Func<Description, StopCriterion> make) => With("stop criterion", kind, make);

    /// <summary>A layer of one's own; null if the kind is not registered.</summary>
    internal Layer<T>? OwnLayer(Description description) => Own<Layer<T>>("layer", description, layer => layer.Describe());

    internal Loss<T> MakeLoss(Description description)
        => Make("loss", description, loss => loss.Describe(), BuiltInTypes.Loss<T>);

    internal LearningRateSchedule MakeSchedule(Description description)
        => Make("schedule", description, schedule => schedule.Describe(), kind => BuiltInTypes.Schedule(kind, MakeSchedule));

    internal Initializer MakeInitializer(Description description)
        => Make("initializer", description, initializer => initializer.Describe(), kind => BuiltInTypes.Initializer(kind) ?? new UnregisteredInitializer(kind));

    internal StopCriterion MakeStopCriterion(Description description)
        => Make<StopCriterion>("stop criterion", description, criterion => criterion.Describe(), _ => null);

    internal static InvalidDataException UnknownLayer(int index, string kind) => Unknown($"layer {Check.Text(index)} of the kind", "layer", kind);

    private static InvalidDataException Unknown(string what, string family, string kind)
        => new($"The file names the {what} {Check.Quoted(kind)}, which the library does not know. If it is one of your own, say how to make it: KnownTypes.{Method(family)}(\"{Check.Shortened(kind)}\", description => ...).{(family is "loss" or "schedule" ? " What was made of a function cannot be read from a file." : "")}");

    private KnownTypes<T> With(string family, string kind, Func<Description, object?> make)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(make);
        return _makers.ContainsKey((family, kind))
            ? throw new ArgumentException($"A {family} of the kind '{kind}' is registered already.", nameof(kind))
            : new KnownTypes<T>(_makers.Add((family, kind), make));
    }

    private TPart Make<TPart>(string family, Description description, Func<TPart, Description> describe, Func<Description, TPart?> builtIn)
        where TPart : class
    {
        if (Own(family, description, describe) is { } own)
            return own;
        try
        {
            return builtIn(description) ?? throw Unknown(family, family, description.Kind);
        }
        catch (ArgumentException e)
        {
            throw CannotBeMade(family, description, e);
        }
    }

    private TPart? Own<TPart>(string family, Description description, Func<TPart, Description> describe)
        where TPart : class
    {
        if (!_makers.TryGetValue((family, description.Kind), out Func<Description, object?>? make))
            return null;
        TPart? made;
        try
        {
            made = (TPart?)make(description) ?? throw new InvalidDataException($"The function registered for the {family} '{description.Kind}' returned null.");
        }
        catch (ArgumentException e)
        {
            throw CannotBeMade(family, description, e);
        }

        return describe(made).Equals(description)
            ? made
            : throw new InvalidDataException($"The function registered for the {family} '{description.Kind}' made {describe(made)}, but the file says {description}: it must use every setting, and describe no others.");
    }

    private static InvalidDataException CannotBeMade(string family, Description description, Exception cause)
        => new($"The {family} {description} cannot be made: {cause.Message}", cause);

    private static string Method(string family) => family switch
    {
        "layer" => nameof(WithLayer),
        "loss" => nameof(WithLoss),
        "schedule" => nameof(WithSchedule),
        "initializer" => nameof(WithInitializer),
        _ => nameof(WithStopCriterion),
    };

    /// <summary>Stands for an initializer that is not registered: a network that has its weights predicts and trains without it.</summary>
    private sealed record UnregisteredInitializer(Description Description) : Initializer
    {
        public override void Fill<TWeight>(Matrix<TWeight> weights, RandomStream random) => throw Unknown("initializer", "initializer", Description.Kind);

        public override Description Describe() => Description;
    }
}
