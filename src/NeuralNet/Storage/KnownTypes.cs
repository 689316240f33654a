using System.Collections.Immutable;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// How to make types of one's own again when a file names them: for each registered name a function from its
/// <see cref="Description"/>. Immutable: every method returns a new object.
/// </summary>
/// <remarks>
/// The types of the library need no registration. There is no search for types by name, so a file can only make what
/// the program has registered, and trimmed and ahead-of-time compiled applications work. What a function makes must
/// describe itself as the file does: a setting that gets lost is an error, not another network.
/// </remarks>
/// <example><code>
/// new KnownTypes&lt;double&gt;().WithLayer("Swish", description => new Swish&lt;double&gt;(description["beta"]))
/// </code></example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class KnownTypes<T> : IDescriptionSource
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImmutableDictionary<(string Family, string Kind), RegisteredType> _own;

    /// <summary>The types of the library alone.</summary>
    public KnownTypes()
        : this(ImmutableDictionary<(string Family, string Kind), RegisteredType>.Empty)
    {
    }

    private KnownTypes(ImmutableDictionary<(string Family, string Kind), RegisteredType> own) => _own = own;

    internal static KnownTypes<T> Library { get; } = new();

    /// <summary>Adds a layer, an activation included.</summary>
    /// <param name="kind">The kind that its <see cref="Layer{T}.Describe"/> gives.</param>
    /// <param name="make">Makes the layer; its parameters are filled from the file.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithLayer(string kind, Func<Description, Layer<T>> make) => With(Families.Layer, kind, make);

    /// <summary>Adds a loss.</summary>
    /// <param name="kind">The kind that its <see cref="Loss{T}.Describe"/> gives.</param>
    /// <param name="make">Makes the loss.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithLoss(string kind, Func<Description, Loss<T>> make) => With(Families.Loss, kind, make);

    /// <summary>Adds a learning rate schedule.</summary>
    /// <param name="kind">The kind that its <see cref="LearningRateSchedule.Describe"/> gives.</param>
    /// <param name="make">Makes the schedule.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithSchedule(string kind, Func<Description, LearningRateSchedule> make) => With(Families.Schedule, kind, make);

    /// <summary>Adds an initializer.</summary>
    /// <param name="kind">The kind that its <see cref="Initializer.Describe"/> gives.</param>
    /// <param name="make">Makes the initializer.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithInitializer(string kind, Func<Description, Initializer> make) => With(Families.Initializer, kind, make);

    /// <summary>Adds a stop criterion.</summary>
    /// <param name="kind">The kind that its <see cref="StopCriterion.Describe"/> gives.</param>
    /// <param name="make">Makes the criterion.</param>
    /// <exception cref="ArgumentException">The kind is registered already.</exception>
    public KnownTypes<T> WithStopCriterion(string kind, Func<Description, StopCriterion> make) => With(Families.StopCriterion, kind, make);

    /// <param name="description">The layer.</param>
    /// <param name="index">Its place in the network, for messages.</param>
    /// <param name="source">The file.</param>
    internal Layer<T> MakeLayer(Description description, int index, IDescriptionSource source)
        => Make<Layer<T>>(Families.Layer, description, layer => layer.Describe(), source, index)
            ?? throw Unknown($"layer {Check.Text(index)} of the kind", Families.Layer, description.Kind);

    internal Loss<T> MakeLoss(Description description)
        => Make<Loss<T>>(Families.Loss, description, loss => loss.Describe()) ?? throw Unknown(Families.Loss, description);

    internal LearningRateSchedule MakeSchedule(Description description) => Make<LearningRateSchedule>(Families.Schedule, description, schedule =>
    {
        schedule.Validate();
        return schedule.Describe();
    }) ?? throw Unknown(Families.Schedule, description);

    internal Initializer MakeInitializer(Description description)
        => Make<Initializer>(Families.Initializer, description, initializer => initializer.Describe())
            ?? new UnregisteredInitializer(description with { Source = null });

    internal StopCriterion MakeStopCriterion(Description description)
        => Make<StopCriterion>(Families.StopCriterion, description, criterion => criterion.Describe()) ?? throw Unknown(Families.StopCriterion, description);

    internal Optimizer MakeOptimizer(Description description)
        => Make<Optimizer>(Families.Optimizer, description, optimizer => optimizer.Describe()) ?? throw Unknown(Families.Optimizer, description);

    internal GradientClipping MakeClipping(Description description)
        => Make<GradientClipping>(Families.Clipping, description, clipping => clipping.Describe()) ?? throw Unknown(Families.Clipping, description);

    LearningRateSchedule IDescriptionSource.MakeSchedule(Description description) => MakeSchedule(description);

    Initializer IDescriptionSource.MakeInitializer(Description description) => MakeInitializer(description);

    object IDescriptionSource.MakeLoss(Description description) => MakeLoss(description);

    object IDescriptionSource.MakeLayer(Description description) => MakeLayer(description, 0, this);

    void IDescriptionSource.RequireTensor(Description layer, string name, ReadOnlySpan<int> shape)
    {
    }

    private KnownTypes<T> With(string family, string kind, Func<Description, object?> make)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(make);
        return _own.ContainsKey((family, kind))
            ? throw new ArgumentException($"A {family} of the kind '{kind}' is registered already.", nameof(kind))
            : new KnownTypes<T>(_own.Add((family, kind), new RegisteredType(family, kind, make)));
    }

    /// <summary>
    /// Makes what a file describes; null if nobody registered the kind. What the program registered comes before what
    /// the library did, so that a kind that a later version of the library has, too, stays the program's own.
    /// </summary>
    private TPart? Make<TPart>(string family, Description description, Func<TPart, Description> describe, IDescriptionSource? source = null, int? index = null)
        where TPart : class
    {
        (string, string) key = (family, description.Kind);
        if (!_own.TryGetValue(key, out RegisteredType? type) && !LibraryTypes<T>.All.TryGetValue(key, out type))
            return null;
        try
        {
            var made = (TPart?)type.Make(description with { Source = source ?? this })
                ?? throw new InvalidDataException($"The function registered for the {family} '{description.Kind}' returned null.");
            Description itself = describe(made);
            return itself.Equals(description)
                ? made
                : throw new InvalidDataException($"The function registered for the {family} '{description.Kind}' made {itself}, "
                    + $"but the file says {Check.Shortened(description.ToString(), 300)}: it must use every setting, and describe no others.");
        }
        catch (ArgumentException e)
        {
            string place = index is { } layer ? $" It is layer {Check.Text(layer)} of the network." : "";
            throw new InvalidDataException($"The {family} {Check.Shortened(description.ToString())} cannot be made: {e.Message}{place}", e);
        }
    }

    private static InvalidDataException Unknown(string family, Description description) => Unknown(family, family, description.Kind);

    private static InvalidDataException Unknown(string what, string family, string kind)
        => new($"The file names the {what} {Check.Quoted(kind)}, which the library does not know.{Advice(family, kind)}");

    private static string Advice(string family, string kind)
    {
        string? method = family switch
        {
            Families.Layer => nameof(WithLayer),
            Families.Loss => nameof(WithLoss),
            Families.Schedule => nameof(WithSchedule),
            Families.Initializer => nameof(WithInitializer),
            Families.StopCriterion => nameof(WithStopCriterion),
            _ => null,
        };
        if (method is null)
            return "";
        int dot = kind.LastIndexOf('.');
        if (dot > 0)
            return $" The package {Check.Shortened(kind[..dot])} adds its kinds to {nameof(KnownTypes<>)}: see its README.";
        string advice = $" If it is one of your own, say how to make it: KnownTypes.{method}(\"{Check.Shortened(kind)}\", description => ...).";
        return family is Families.Loss or Families.Schedule ? $"{advice} What was made of a function cannot be read from a file." : advice;
    }

    /// <summary>
    /// Stands for an initializer that is not registered: a network that has its weights predicts and trains without it.
    /// </summary>
    private sealed record UnregisteredInitializer(Description Description) : Initializer
    {
        public override void Fill<TWeight>(Matrix<TWeight> weights, RandomStream random) => throw Unknown(Families.Initializer, Description);

        public override Description Describe() => Description;
    }
}
