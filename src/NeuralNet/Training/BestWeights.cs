using System.Numerics;

namespace NeuralNet;

/// <summary>The weights of the best epoch so far, and how long ago that was.</summary>
internal sealed class BestWeights<T>(Network<T> network, EarlyStopping settings)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _values = [.. network.Parameters.Select(parameter => new T[parameter.Span.Length])];
    private double _loss = double.PositiveInfinity;
    private int? _epoch;
    private int _epochsWithoutImprovement;

    /// <summary>The epoch whose weights were put back; null if none were.</summary>
    public int? RestoredEpoch { get; private set; }

    /// <summary>Notes an epoch; true if the patience is at its end.</summary>
    public bool IsExhausted(EpochRecord record)
    {
        double loss = (record.Validation ?? record.Training).Loss;

        // Validation data may overflow where the training data do not; any loss that is a number is better than one that is none.
        if (double.IsNaN(loss))
            loss = double.PositiveInfinity;
        if (loss < _loss - settings.MinimumImprovement || _epoch is null)
        {
            _loss = loss;
            _epoch = record.Epoch;
            _epochsWithoutImprovement = 0;
            for (int i = 0; i < _values.Length; i++)
                network.Parameters[i].Span.CopyTo(_values[i]);
            return false;
        }

        return ++_epochsWithoutImprovement >= settings.Patience;
    }

    /// <summary>Writes the best epoch to a checkpoint or takes it from it.</summary>
    public void Transfer(RunState<T> state)
    {
        _loss = state.Numbers.Next(_loss);
        _epoch = state.Numbers.Next(_epoch);
        _epochsWithoutImprovement = state.Numbers.Next(_epochsWithoutImprovement);
        if (_epoch is null)
            return;
        int i = 0;
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            foreach (Parameter<T> parameter in network.Layers[layer].Parameters)
                state.Next($"best.{ModelFile.TensorName(layer, parameter)}", ModelFile.ShapeOf(parameter), _values[i++]);
        }
    }

    public void Restore()
    {
        if (_epoch is null)
            return;
        for (int i = 0; i < _values.Length; i++)
            _values[i].CopyTo(network.Parameters[i].Span);
        RestoredEpoch = _epoch;
    }
}
