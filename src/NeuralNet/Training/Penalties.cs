using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// The L1 and L2 penalties of the training options: L2/2 sum(W*W) + L1 sum|W| over all parameters that are not exempt.
/// </summary>
internal static class Penalties
{
    public static double Value<T>(ReadOnlySpan<ParameterState<T>> states, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.L1 == 0 && options.L2 == 0)
            return 0;
        double penalty = 0;
        foreach (ParameterState<T> state in states)
            penalty += Value(state.Parameter, options);
        return penalty;
    }

    /// <summary>Adds the gradient of the penalties.</summary>
    public static void AddGradient<T>(ReadOnlySpan<ParameterState<T>> states, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Penalty<T> penalty = Of<T>(options);
        foreach (ParameterState<T> state in states)
        {
            if (state.Parameter.Decay == Decay.Penalized && !penalty.IsNone)
                Elementwise<T>.AddPenaltyGradient(penalty.L1, penalty.L2, state.Values, state.GradientValues);
        }
    }

    public static Penalty<T> Of<T>(TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(T.CreateTruncating(options.L1), T.CreateTruncating(options.L2));

    private static double Value<T>(Parameter<T> parameter, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (parameter.Decay == Decay.Exempt)
            return 0;
        double squares = options.L2 == 0 ? 0 : 0.5 * options.L2 * Reductions<T>.SumOfSquares(parameter.Span);
        double absolutes = options.L1 == 0 ? 0 : options.L1 * Reductions<T>.SumOfAbsolutes(parameter.Span);
        return squares + absolutes;
    }
}
