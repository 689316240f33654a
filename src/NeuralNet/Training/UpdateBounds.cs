using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Tells before an update of plain or momentum descent whether it could overflow. One that cannot will not be taken back, so it need not keep the weights
/// that it replaces: a stream of memory less, 2 % of a step of 784-300-75-10 with batch 32.
/// What it goes by are bounds and no estimates: an element of dW = x' dy is at most max|x| sum|dy|, one of db at most sum|dy|; a velocity and a weight are
/// at most what has been added up in them. Sums of absolute values stand for the maxima: they are larger, and NaN or infinite where a number is. They grow by some thousands a step, where numbers end at 1e38, and start anew from the weights with each epoch.
/// </summary>
internal sealed class UpdateBounds<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Weights for each number that is summed up at a step, from which that costs less than it saves.</summary>
    private const int SmallestRatio = 4;

    /// <summary>The weights themselves are summed up once an epoch, which should have a few steps.</summary>
    private const int FewestSteps = 8;

    private readonly ParameterState<T>[] _parameters;
    private readonly double _l1;
    private readonly double _l2;

    /// <summary>No number of any sample is larger.</summary>
    private readonly double _samples;

    /// <summary>Far enough below the largest number for the rounding of sums not to matter.</summary>
    private readonly double _limit = typeof(T) == typeof(float) ? 1e30 : 1e300;

    private double _weights = double.NaN;
    private double _velocities = double.NaN;

    private UpdateBounds(TrainingState<T> state, TrainingOptions options, TrainingData<T> data)
    {
        _parameters = state.Parameters;
        _l1 = options.L1;
        _l2 = options.L2;
        _samples = Reductions.SumOfAbsolutes<T>(data.X);
    }

    /// <summary>Null where it would not pay, or where code of the user's own may change weights or gradients within an epoch.</summary>
    public static UpdateBounds<T>? For(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingState<T> state, TrainingData<T> data, Minibatch<T> batch, int stepsPerEpoch)
    {
        if (options.Optimizer is not Sgd || options.Clipping is not null || stepsPerEpoch < FewestSteps)
            return null;
        bool runsNoUserCode = loss.GradientSource == GradientSource.Library && RunsNoUserCode(options.Optimizer.LearningRate);
        long weights = 0, summed = 0;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            runsNoUserCode &= network.Layers[i].GetType().Assembly == typeof(UpdateBounds<T>).Assembly;
            if (network.Layers[i] is Dense<T> dense)
            {
                weights += (long)dense.Weights.RowCount * dense.Weights.ColumnCount;
                summed += (long)batch.Rows * ((i == 0 ? 0 : dense.Weights.RowCount) + dense.Weights.ColumnCount);
            }
        }

        return runsNoUserCode && weights >= SmallestRatio * summed ? new UpdateBounds<T>(state, options, data) : null;
    }

    /// <summary>Looks at the weights and velocities; between epochs they may have been changed by code of the user's.</summary>
    public void StartEpoch()
    {
        (_weights, _velocities) = (0, 0);
        foreach (ParameterState<T> parameter in _parameters)
        {
            _weights += Reductions.SumOfAbsolutes<T>(parameter.Values);
            for (int slot = 0; slot < parameter.SlotCount; slot++)
                _velocities += Reductions.SumOfAbsolutes<T>(parameter.Slot(slot));
        }
    }

    /// <summary>Whether the update that follows cannot leave the finite numbers; to be called once for each. A bound that is NaN proves nothing.</summary>
    /// <param name="batch">The minibatch after its backward pass.</param>
    /// <param name="rate">The learning rate.</param>
    public bool IsSafe(Minibatch<T> batch, double rate)
    {
        double gradient = 0;
        for (int i = 0; i < batch.Passes.Length; i++)
        {
            LayerPass<T> pass = batch.Passes[i];
            if (pass.ParameterGradients.Length == 0)
                continue;
            double inputs = i == 0 ? _samples : Reductions.SumOfAbsolutes<T>(pass.Input.Values());
            gradient = Math.Max(gradient, (1 + inputs) * Reductions.SumOfAbsolutes<T>(pass.OutputGradient.Values()));
        }

        // Twice, for the rounding of long chains and sums; a momentum is below 1, and Nesterov's look ahead adds the gradient once more.
        gradient = 2 * gradient + _l1 + _l2 * _weights;
        _velocities += (1 + rate) * gradient;
        _weights += (1 + rate) * (_velocities + gradient);
        return _weights + rate + _l2 < _limit;
    }

    private static bool RunsNoUserCode(LearningRateSchedule schedule) => schedule is ConstantRate or StepDecay or ExponentialDecay or CosineDecay || (schedule is WarmUp warmUp && RunsNoUserCode(warmUp.Then));
}
