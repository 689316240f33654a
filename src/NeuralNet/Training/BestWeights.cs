using System.Numerics;

namespace NeuralNet;

/// <summary>A copy of the weights of the best epoch so far.</summary>
internal sealed class BestWeights<T>(Network<T> network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _values = [.. network.Parameters.Select(parameter => new T[parameter.Span.Length])];

    /// <summary>Whose weights these are; null before the first epoch.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Copies the weights of the network.</summary>
    public void Keep(int epoch)
    {
        Epoch = epoch;
        for (int i = 0; i < _values.Length; i++)
            network.Parameters[i].Span.CopyTo(_values[i]);
    }

    /// <summary>Puts the weights back into the network.</summary>
    public void Restore()
    {
        for (int i = 0; i < _values.Length; i++)
            _values[i].CopyTo(network.Parameters[i].Span);
    }

    /// <summary>Writes the weights to a checkpoint or takes them from it.</summary>
    /// <param name="state">The checkpoint.</param>
    /// <param name="epoch">The best epoch so far; null before the first.</param>
    public void Transfer(RunState<T> state, int? epoch)
    {
        Epoch = epoch;
        if (epoch is null)
            return;
        int i = 0;
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            foreach (Parameter<T> parameter in network.Layers[layer].Parameters)
                state.Next($"best.{ModelFile.TensorName(layer, parameter)}", ModelFile.ShapeOf(parameter), _values[i++]);
        }
    }
}
