using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// The learning rate of every update: a function of the time alone, plateaus included, so that a schedule has no state.
/// A number converts to a constant rate. A schedule of one's own derives from this type, or is a function given to
/// <see cref="From"/>.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record LearningRateSchedule
{
    /// <summary>The rate of an update, finite and at least 0.</summary>
    /// <param name="time">Which update.</param>
    public abstract double RateAt(TrainingTime time);

    /// <summary>
    /// The rule that says when a score has come to rest, which <see cref="TrainingTime.Plateaus"/> counts; null unless
    /// overridden. A schedule that wraps another one gives that of the other.
    /// </summary>
    public virtual ReduceOnPlateau? PlateauRule() => null;

    /// <summary>The same rate for every update.</summary>
    /// <param name="rate">The rate, finite and at least 0; 0 changes nothing.</param>
    public static implicit operator LearningRateSchedule(double rate) => new ConstantRate(rate);

    /// <summary>A schedule given by a function.</summary>
    /// <param name="rateAt">The rate of an update, finite and at least 0.</param>
    public static LearningRateSchedule From(Func<TrainingTime, double> rateAt)
    {
        ArgumentNullException.ThrowIfNull(rateAt);
        return new FunctionSchedule(rateAt);
    }

    /// <summary>Throws if a setting is outside its range; called once when training starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public virtual void Validate()
    {
    }

    /// <summary>
    /// What a checkpoint says of the schedule: its kind and settings. The kind is the type's name and there are no
    /// settings unless overridden.
    /// </summary>
    public virtual Description Describe() => new(Description.NameOf(GetType()));

    /// <summary>The kind of a schedule given by a function, which no file can hold.</summary>
    internal static string FunctionKind => nameof(FunctionSchedule);

    private protected static void CheckRate(double rate, string name) => Check.Range(rate, name, 0, double.PositiveInfinity);

    private sealed record FunctionSchedule(Func<TrainingTime, double> Function) : LearningRateSchedule
    {
        public override double RateAt(TrainingTime time) => Function(time);

        public override string ToString() => "a function";
    }
}
