using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Updates parameters from their gradients, in place, and leaves the values it replaced in the gradients' memory.
/// </summary>
internal abstract class UpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Returns the place of the first parameter whose new values are not all finite, behind which none is updated; -1
    /// if all are finite.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="rate">The learning rate of this update.</param>
    /// <param name="step">The number of this update since the optimizer's memory was empty, from 1.</param>
    /// <param name="penalty">What of a penalty's gradient is still to be added to those of penalized
    /// parameters.</param>
    /// <param name="workers">Threads that share the work.</param>
    public abstract int Update(ParameterState<T>[] parameters, double rate, long step, Penalty<T> penalty, Workers? workers);
}

/// <summary>A rule by a formula.</summary>
/// <param name="formula">The formula with the numbers of a step: from the rate, the number of the update, and whether
/// the weights decay.</param>
internal sealed class UpdateRule<T, TUpdate>(Func<double, long, Decay, TUpdate> formula) : UpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TUpdate : unmanaged, IUpdate<T>
{
    public override int Update(ParameterState<T>[] parameters, double rate, long step, Penalty<T> penalty, Workers? workers)
    {
        TUpdate penalized = formula(rate, step, Decay.Penalized), exempt = formula(rate, step, Decay.Exempt);
        for (int i = 0; i < parameters.Length; i++)
        {
            ParameterState<T> state = parameters[i];
            Span<T> w = state.Values;
            Span<T> s = TUpdate.Slots > 0 ? state.Slot(0) : w, r = TUpdate.Slots > 1 ? state.Slot(1) : w;
            bool isFinite = state.Parameter.Decay == Decay.Penalized
                ? Updates<T>.Apply(penalized, w, state.GradientValues, s, r, workers, penalty)
                : Updates<T>.Apply(exempt, w, state.GradientValues, s, r, workers);
            if (!isFinite)
                return i;
        }

        return -1;
    }
}
