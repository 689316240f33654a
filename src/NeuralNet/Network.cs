using System.Globalization;
using System.Numerics;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// Layers in order, from inputs to outputs. Predicting is safe from many threads at once; training changes the
/// parameters in place.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed partial class Network<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T>[] _layers;

    /// <summary>
    /// Creates a network of layers whose parameters are set already; <see cref="Network.WithInputs{T}"/> also chooses
    /// initial weights.
    /// </summary>
    /// <param name="inputs">Columns of the data, at least 1.</param>
    /// <param name="layers">
    /// The layers in order, at least one; each takes as many inputs as the one before gives outputs. No layer that has
    /// parameters may appear twice. Layers with parameters that belong to another network are copied with their values:
    /// two networks never train the same weights.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The sizes do not fit, there is no layer, or layers share parameters.
    /// </exception>
    public Network(int inputs, IReadOnlyList<Layer<T>> layers)
    {
        Check.Precision<T>();
        Check.Count(inputs, nameof(inputs), "input");
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("'layers' is empty, but a network needs at least one layer.", nameof(layers));
        Inputs = inputs;
        _layers = OwnLayers(layers);
        Widths = new int[_layers.Length];
        int width = inputs;
        for (int i = 0; i < _layers.Length; i++)
        {
            width = OutputWidth(_layers[i], width);
            Widths[i] = width;
        }

        Outputs = width;
        var parameters = new List<Parameter<T>>();
        foreach (Layer<T> layer in _layers)
        {
            parameters.AddRange(layer.Parameters);
            foreach (Parameter<T> constant in layer.Constants)
                constant.BelongsToNetwork = true;
        }

        Parameters = parameters.AsReadOnly();
        foreach (Parameter<T> parameter in parameters)
            parameter.BelongsToNetwork = true;
    }

    /// <summary>Columns of the data.</summary>
    public int Inputs { get; }

    /// <summary>Columns of the predictions.</summary>
    public int Outputs { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer<T>> Layers => _layers;

    /// <summary>The parameters of all layers in order.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    internal int[] Widths { get; }

    /// <summary>Whether no layer is the user's own.</summary>
    internal bool IsOfLibrary => Array.TrueForAll(_layers, layer => layer.GetType().Assembly == typeof(Network<T>).Assembly);

    /// <summary>Draws initial weights; each layer has a stream of its own.</summary>
    internal void Initialize(int seed)
    {
        for (int i = 0; i < _layers.Length; i++)
            _layers[i].Initialize(PreferenceAfter(i), new RandomStream(seed, RandomUse.InitialWeights, i));
    }

    /// <summary>
    /// Runs one batch forward and back as a training step would, without an update, and returns every layer's input,
    /// output and gradients.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="y">Targets, <c>N x outputs</c>, finite.</param>
    /// <returns>
    /// Copies of all matrices, which print as a readable table if the network is small. Layers such as dropout act as
    /// in training.
    /// </returns>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public Explanation<T> Explain(Loss<T> loss, Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        TrainingData<T> data = TrainingChecks.Data(new Dataset<T>(x, y), new DataNames(nameof(x), nameof(y), "weights"), this, loss);
        return Minibatch<T>.Explain(this, loss, data);
    }

    /// <summary>A network with the same layers and parameters of its own with the same values.</summary>
    public Network<T> Clone()
        => new(Inputs, [.. _layers.Select(layer => layer.CopyWithOwnParameters())])
        {
            _decisionRule = _decisionRule,
            Schema = Schema,
            Uncertainty = Uncertainty,
        };

    /// <summary>
    /// A copy that is never changed, to be served: it predicts the same to the bit, a single sample in less time, while
    /// this network may be trained further or edited.
    /// </summary>
    /// <remarks>
    /// Copied are the layers, each by its <see cref="Layer{T}.Copy"/>: a layer of your own that has no parameters and
    /// returns itself is shared with this network, and so is what it holds. Not to be called while another thread
    /// trains this network, for the copy could hold weights of two steps.
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// A layer of your own has parameters or constants and does not override <see cref="Layer{T}.Copy"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The copy of a layer of your own shares parameters with it.
    /// </exception>
    public FrozenNetwork<T> ToFrozen() => new(this);

    /// <summary>
    /// Writes architecture and weights to a file in the safetensors format;
    /// <see cref="Network.Load{T}(string, KnownTypes{T}?)"/> gives the same predictions to the bit.
    /// </summary>
    /// <param name="path">
    /// The file, replaced once the new one is complete and on the disk; until then that lies beside it, under a name of
    /// its own that ends with <c>.tmp</c>. A symbolic link is followed and stays a link; mode and owner of the file
    /// stay where the system lets them.
    /// </param>
    /// <exception cref="ArgumentException">A weight is NaN or infinite.</exception>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFile.Write(this, path);
    }

    /// <summary>Writes architecture and weights to a stream.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <exception cref="ArgumentException">A weight is NaN or infinite.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(this, stream);
    }

    /// <summary>
    /// Replaces the weights by those of a safetensors file, PyTorch's for example, that was saved from a network of the
    /// same shape. PyTorch's <c>Linear</c> is a Dense layer; activations, Dropout and the like hold no weights and may
    /// differ.
    /// </summary>
    /// <param name="path">
    /// The file. Its numbers may be F64, F32, F16 or BF16, as long as none has to be rounded: F64 needs a network in
    /// double.
    /// </param>
    /// <param name="modules">
    /// The names of the file's modules in the order of the layers with parameters, such as <c>["fc1", "fc2",
    /// "head"]</c>. If null, all modules of the file are read in the order of the numbers in their names, as in
    /// <c>0.weight, 0.bias, 2.weight, ...</c> of a <c>Sequential</c>, or <c>fc1.weight, ...</c>.
    /// </param>
    /// <remarks>
    /// All or nothing: if anything does not fit, no weight has changed. A <see cref="Scaling{T}"/> keeps its constants
    /// unless the file has a module for each of those layers, too. Not to be called while other threads predict or
    /// train.
    /// </remarks>
    /// <exception cref="ArgumentException">There are more or fewer modules than layers with parameters.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or no safetensors file; its modules, their names, shapes or types do not fit; or a weight is
    /// NaN or infinite.
    /// </exception>
    public void LoadWeights(string path, IReadOnlyList<string>? modules = null)
    {
        NamedFile.Read(path, stream =>
        {
            LoadWeights(stream, modules);
            return this;
        });
    }

    /// <summary>
    /// Replaces the weights by those of a safetensors file that is read from a stream, from its position to its end.
    /// </summary>
    /// <inheritdoc cref="LoadWeights(string, IReadOnlyList{string}?)"/>
    public void LoadWeights(Stream stream, IReadOnlyList<string>? modules = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WeightImport.Read(this, stream, modules);
    }

    /// <summary>
    /// A table of the layers with their output widths and numbers of parameters, the rule of decision where training or
    /// the program has chosen one, and names.
    /// </summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{"layer",-36}{"outputs",10}{"parameters",14}");
        for (int i = 0; i < _layers.Length; i++)
            table.AppendLine(CultureInfo.InvariantCulture, $"{i,3}  {_layers[i],-31}{Check.Text(Widths[i]),10}{Check.Text(Count(_layers[i].Parameters)),14}");
        table.Append(CultureInfo.InvariantCulture, $"{Check.Text(Inputs)} inputs, {Check.Text(Count(Parameters))} parameters, "
            + $"{(typeof(T) == typeof(float) ? "float" : "double")}");
        return table.Append(DescribeDecision()).Append(DescribeSchema()).ToString();
    }

    internal static int OutputWidth(Layer<T> layer, int inputs)
    {
        int width = layer.OutputSize(inputs);
        return width >= 1 ? width : throw new ArgumentException($"{layer} says it makes {Check.Text(width)} outputs of {Check.Text(inputs)} inputs, but at "
            + "least 1 was expected.", nameof(layer));
    }

    /// <summary>The preference of the next layer that has one, before the next layer with parameters.</summary>
    private Initializer PreferenceAfter(int index)
    {
        for (int next = index + 1; next < _layers.Length && _layers[next].Parameters.Count == 0; next++)
        {
            if (_layers[next].PreferredInitializer is { } preferred)
                return preferred;
        }

        return Initializer.GlorotUniform;
    }

    private static Layer<T>[] OwnLayers(IReadOnlyList<Layer<T>> layers)
    {
        var own = new Layer<T>[layers.Count];
        var parameters = new HashSet<Parameter<T>>();
        for (int i = 0; i < own.Length; i++)
        {
            Layer<T> layer = layers[i] ?? throw new ArgumentException($"'layers'[{Check.Text(i)}] is null.", nameof(layers));
            layer.CheckParameters();
            for (int k = 0; k < layer.Parameters.Count; k++)
            {
                if (!parameters.Add(layer.Parameters[k]))
                    throw TwiceInLayers();
            }

            bool storesAnything = layer.Parameters.Count + layer.Constants.Count > 0;
            own[i] = storesAnything && layer.Stored.Any(parameter => parameter.BelongsToNetwork) ? layer.CopyWithOwnParameters() : layer;
        }

        return own;

        static ArgumentException TwiceInLayers()
            => new("A layer with parameters appears twice in 'layers', but weights are not shared. Use Copy() for a second one.", nameof(layers));
    }

    private static long Count(IEnumerable<Parameter<T>> parameters) => parameters.Sum(p => (long)p.Value.RowCount * p.Value.ColumnCount);
}
