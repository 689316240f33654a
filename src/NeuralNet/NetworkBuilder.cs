using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Puts layers one behind the other; widths are inferred and checked, initial weights chosen to suit what follows.
/// </summary>
/// <remarks>
/// The method that adds a layer of the library stands in the layer's file; <see cref="Add"/> adds a layer of one's own.
/// </remarks>
public sealed partial class NetworkBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _inputs;
    private readonly List<Layer<T>> _layers = [];

    internal NetworkBuilder(int inputs)
    {
        Check.Precision<T>();
        Check.Count(inputs, nameof(inputs), "input");
        _inputs = inputs;
        CurrentWidth = inputs;
    }

    /// <summary>Columns that the next layer will be given.</summary>
    public int CurrentWidth { get; private set; }

    /// <summary>Adds a layer, a user's own included.</summary>
    /// <param name="layer">The layer; the network gets a copy of it, so one builder may build several networks.</param>
    /// <exception cref="ArgumentException">The layer does not take <see cref="CurrentWidth"/> inputs.</exception>
    public NetworkBuilder<T> Add(Layer<T> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        CurrentWidth = Network<T>.OutputWidth(layer, CurrentWidth);
        _layers.Add(layer);
        return this;
    }

    /// <summary>Makes the network and its initial weights.</summary>
    /// <param name="seed">
    /// The same seed gives the same weights, to the bit; each layer draws from a stream of its own.
    /// </param>
    /// <exception cref="InvalidOperationException">There is no layer.</exception>
    public Network<T> Build(int seed = 0)
    {
        if (_layers.Count == 0)
            throw new InvalidOperationException("A network needs at least one layer, such as Dense(1).");
        var layers = new Layer<T>[_layers.Count];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = _layers[i].CopyWithOwnParameters();
        var network = new Network<T>(_inputs, layers);
        network.Initialize(seed);
        return network;
    }
}
