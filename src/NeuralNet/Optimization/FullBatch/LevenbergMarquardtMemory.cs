using System.Numerics;

namespace NeuralNet;

/// <summary>What Levenberg-Marquardt remembers: the damping and, of Bayesian regularisation, the precisions.</summary>
internal sealed class LevenbergMarquardtMemory<T> : OptimizerMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _firstDamping;

    public LevenbergMarquardtMemory(double firstDamping)
    {
        _firstDamping = firstDamping;
        Forget();
    }

    /// <summary>The damping with which the next iteration begins.</summary>
    public double Damping { get; set; }

    /// <summary>The damping that was tried last.</summary>
    public double LastDamping { get; set; }

    public BayesianEvidence? Evidence { get; set; }

    public override void Transfer(RunState<T> state)
    {
        NumberTape tape = state.Numbers;
        Damping = tape.Next(Damping);
        LastDamping = tape.Next(LastDamping);
        if (!tape.Next(Evidence is not null))
        {
            Evidence = null;
            return;
        }

        BayesianEvidence known = Evidence ?? default;
        double parameters = tape.Next(known.EffectiveParameters);
        double weights = tape.Next(known.WeightPrecision);
        double noise = tape.Next(known.NoisePrecision);
        Evidence = new BayesianEvidence(parameters, weights, noise, tape.Next(known.LogEvidence));
    }

    public override void Forget()
    {
        (Damping, LastDamping) = (_firstDamping, _firstDamping);
        Evidence = null;
    }
}
