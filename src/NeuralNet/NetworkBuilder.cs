using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>Puts layers one behind the other; widths are inferred and checked, initial weights chosen to suit what follows.</summary>
public sealed class NetworkBuilder<T>
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

    /// <summary>Makes the network standardise its inputs: (x - mean) / deviation, with the mean and population deviation of each column of the data given here.</summary>
    /// <param name="x">Training samples as the network will be given them, not scaled, <c>N x inputs</c>.</param>
    /// <exception cref="InvalidOperationException">It is not the first layer, so x is not what it would be given.</exception>
    /// <exception cref="ArgumentException">x does not fit: see <see cref="Scaling.Standard{T}(Matrix{T})"/>.</exception>
    public NetworkBuilder<T> Standardize(Matrix<T> x) => AddFirst(Scaling.Standard(x), nameof(Standardize));

    /// <summary>Makes the network standardise its inputs as a scaler does that has been fitted already.</summary>
    /// <param name="scaler">The scaler; it is no longer applied to the data, for the network does it.</param>
    /// <inheritdoc cref="Standardize(Matrix{T})" path="/exception"/>
    public NetworkBuilder<T> Standardize(StandardScaler scaler) => AddFirst(Scaling.Standard<T>(scaler), nameof(Standardize));

    /// <summary>Makes the network scale its inputs into 0 .. 1: (x - lowest) / (highest - lowest), of each column of the data given here.</summary>
    /// <param name="x">Training samples as the network will be given them, not scaled, <c>N x inputs</c>.</param>
    /// <exception cref="InvalidOperationException">It is not the first layer, so x is not what it would be given.</exception>
    /// <exception cref="ArgumentException">x does not fit: see <see cref="Scaling.MinMax{T}(Matrix{T})"/>.</exception>
    public NetworkBuilder<T> MinMaxScale(Matrix<T> x) => AddFirst(Scaling.MinMax(x), nameof(MinMaxScale));

    /// <summary>Adds y = x W + b.</summary>
    /// <param name="units">Columns of y, at least 1.</param>
    /// <param name="initializer">The initial weights; if null, what suits the activation that follows.</param>
    public NetworkBuilder<T> Dense(int units, Initializer? initializer = null) => Add(new Dense<T>(CurrentWidth, units, initializer));

    /// <summary>Adds y = 1 / (1 + exp(-x)).</summary>
    public NetworkBuilder<T> Sigmoid() => Add(new Sigmoid<T>());

    /// <summary>Adds y = tanh(x).</summary>
    public NetworkBuilder<T> Tanh() => Add(new Tanh<T>());

    /// <summary>Adds y = max(0, x).</summary>
    public NetworkBuilder<T> ReLU() => Add(new ReLU<T>());

    /// <summary>Adds y = x for positive, slope x for other x.</summary>
    /// <param name="slope">The slope for negative inputs, at least 0 and below 1.</param>
    public NetworkBuilder<T> LeakyReLU(double slope = 0.01) => Add(new LeakyReLU<T>(slope));

    /// <summary>Adds the softmax of each row.</summary>
    public NetworkBuilder<T> Softmax() => Add(new Softmax<T>());

    /// <summary>Adds dropout, active in training only.</summary>
    /// <param name="rate">The probability that an element is dropped, at least 0 and below 1.</param>
    public NetworkBuilder<T> Dropout(double rate) => Add(new Dropout<T>(rate));

    /// <summary>Makes the network and its initial weights.</summary>
    /// <param name="seed">The same seed gives the same weights, to the bit; each layer draws from a stream of its own.</param>
    /// <exception cref="InvalidOperationException">There is no layer.</exception>
    public Network<T> Build(int seed = 0)
    {
        if (_layers.Count == 0)
            throw new InvalidOperationException("A network needs at least one layer, such as Dense(1).");
        var layers = new Layer<T>[_layers.Count];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = _layers[i].CopyWithOwnParameters();
        for (int i = 0; i < layers.Length; i++)
            layers[i].Initialize(PreferenceAfter(layers, i), new RandomStream(seed, RandomUse.InitialWeights, i));
        return new Network<T>(_inputs, layers);
    }

    private NetworkBuilder<T> AddFirst(Scaling<T> scaling, string method)
    {
        if (_layers.Count > 0)
            throw new InvalidOperationException($"{method} is fitted to the network's inputs, so it must come first, but it follows {_layers[^1]}. Add(new Scaling(...)) adds a scaling layer elsewhere.");
        return Add(scaling);
    }

    /// <summary>The preference of the next layer that has one, before the next layer with parameters.</summary>
    private static Initializer PreferenceAfter(Layer<T>[] layers, int index)
    {
        for (int next = index + 1; next < layers.Length && layers[next].Parameters.Count == 0; next++)
        {
            if (layers[next].PreferredInitializer is { } preferred)
                return preferred;
        }

        return Initializer.GlorotUniform;
    }
}
