using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Stochastic gradient descent: w -= rate g; with momentum v = momentum v + g, w -= rate v (v starts at 0), as in
/// PyTorch.
/// </summary>
public sealed record Sgd : MinibatchOptimizer
{
    /// <summary>Creates the optimizer with a learning rate of 0.01.</summary>
    public Sgd() => LearningRate = 0.01;

    /// <summary>
    /// The share of the last velocity that is kept, at least 0 and below 1; 0 is plain gradient descent.
    /// </summary>
    public double Momentum { get; init; }

    /// <summary>Where the rate enters. The forms differ only while the rate changes.</summary>
    public MomentumForm Form { get; init; } = MomentumForm.RateOutsideVelocity;

    /// <summary>Whether the step looks ahead along the velocity.</summary>
    public MomentumKind Kind { get; init; } = MomentumKind.Classical;

    internal override int SlotsPerParameter => Momentum == 0 ? 0 : 1;

    internal override UpdateRule<T> Rule<T>()
    {
        var momentum = T.CreateTruncating(Momentum);
        if (Momentum == 0)
            return new UpdateRule<T, Descent<T>>((rate, _, _) => new(T.CreateTruncating(rate)));
        return (Form, Kind) == (MomentumForm.RateOutsideVelocity, MomentumKind.Classical)
            ? new UpdateRule<T, MomentumOutside<T>>((rate, _, _) => new(T.CreateTruncating(rate), momentum))
            : RarerRule(momentum);
    }

    // Apart, as all types that a method mentions are loaded before it runs.
    private UpdateRule<T> RarerRule<T>(T momentum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (Form, Kind) switch
        {
            (MomentumForm.RateOutsideVelocity, _)
                => new UpdateRule<T, NesterovOutside<T>>((rate, _, _) => new(T.CreateTruncating(rate), momentum)),
            (_, MomentumKind.Classical)
                => new UpdateRule<T, MomentumInside<T>>((rate, _, _) => new(T.CreateTruncating(rate), momentum)),
            _ => new UpdateRule<T, NesterovInside<T>>((rate, _, _) => new(T.CreateTruncating(rate), momentum)),
        };

    internal override void Validate()
    {
        base.Validate();
        CheckFactor(Momentum, nameof(Momentum));
        Check.Defined((int)Form, (int)MomentumForm.RateInsideVelocity, nameof(Form), nameof(MomentumForm));
        Check.Defined((int)Kind, (int)MomentumKind.Nesterov, nameof(Kind), nameof(MomentumKind));
    }

    internal override Description Describe()
    {
        Description common = Describe(new Dictionary<string, double> { ["momentum"] = Momentum });
        return common with
        {
            Parts = new Dictionary<string, Description>(common.Parts) { ["form"] = Description.Choice(Form), ["momentumKind"] = Description.Choice(Kind) },
        };
    }

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Sgd), PrintMembers);
}

/// <summary>Where the learning rate enters the momentum update.</summary>
public enum MomentumForm
{
    /// <summary>
    /// v = momentum v + g; w -= rate v, as in PyTorch. A new rate acts on the whole velocity at once.
    /// </summary>
    RateOutsideVelocity,

    /// <summary>
    /// v = momentum v - rate g; w += v, as in Keras and CS231n. A new rate acts on new gradients only.
    /// </summary>
    RateInsideVelocity,
}

/// <summary>Classical or look-ahead momentum.</summary>
public enum MomentumKind
{
    /// <summary>Polyak's heavy ball.</summary>
    Classical,

    /// <summary>
    /// Nesterov's: the velocity is applied once more in advance, w -= rate (g + momentum v) (Sutskever et al., 2013).
    /// </summary>
    Nesterov,
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Sgd = Optimizer("Sgd", description => new Sgd
    {
        LearningRate = description.Schedule("learningRate"),
        Momentum = description["momentum"],
        Form = description.Choice<MomentumForm>("form"),
        Kind = description.Choice<MomentumKind>("momentumKind"),
    });
}
