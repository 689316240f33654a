using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// A checkpoint as it is read: a model file that also holds the state of a run. Tensors: <c>training.numbers</c> and
/// <c>training.history</c> (a row an epoch) in F64, <c>optimizer.</c> and <c>best.</c> with the names of the weights,
/// <c>first_batch.</c>; the metadata entry <c>training</c> is JSON and holds loss, options, data and findings.
/// </summary>
internal sealed class Checkpoint<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string Training = "training";
    public const string Numbers = "training.numbers";
    public const string History = "training.history";

    private readonly string? _path;
    private readonly TensorFile _file;
    private readonly Description _loss;
    private readonly Description _options;
    private readonly Description _data;
    private readonly List<Finding> _findings;
    private readonly List<Finding> _newFindings;
    private readonly List<EpochRecord> _history;

    private Checkpoint(string? path, TensorFile file, JsonElement training)
    {
        _path = path;
        _file = file;
        _loss = DescriptionText.Read(training.GetProperty("loss"));
        _options = DescriptionText.Read(training.GetProperty("options"));
        _data = DescriptionText.Read(training.GetProperty("data"));
        _findings = FindingText.Read(training.GetProperty("findings"));
        _newFindings = FindingText.Read(training.GetProperty("newFindings"));
        _history = RecordTable.Read(file.Values<double>(Entry(History)), Entry(History).Shape);
        foreach (JsonProperty epoch in training.GetProperty("findingsOfEpochs").EnumerateObject())
        {
            if (!int.TryParse(epoch.Name, out int index) || index < 0 || index >= _history.Count)
                throw new JsonException($"There is no record number '{epoch.Name}'.");
            _history[index] = _history[index] with { Findings = FindingText.Read(epoch.Value) };
        }
    }

    public static Checkpoint<T> Read(string path) => NamedFile.Read(path, stream => Read(stream, path));

    public static Checkpoint<T> Read(Stream stream, string? path = null)
    {
        Check.Precision<T>();
        TensorFile file = TensorFile.Read(stream);
        ModelFile.CheckedInputs<T>(file);
        if (!file.Metadata.TryGetValue(Training, out string? text))
            throw new InvalidDataException($"The file holds a network, but no state of a training run: it is no checkpoint. Read it with Network.Load.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new Checkpoint<T>(path, file, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The checkpoint's description of the run cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }
    }

    /// <summary>The network, the loss and the options of the run, made again.</summary>
    public (Network<T> Network, Loss<T> Loss, TrainingOptions Options) MakeParts(KnownTypes<T> knownTypes)
    {
        Network<T> network = ModelFile.Read(_file, knownTypes);
        Loss<T> loss = knownTypes.MakeLoss(_loss);
        TrainingOptions options = OptionsDescription.Make(_options, knownTypes);
        return _path is null
            ? (network, loss, options)
            : (network, loss, options with { Checkpoint = new CheckpointOptions(_path) { EveryEpochs = OptionsDescription.EveryEpochs(_options) } });
    }

    /// <summary>Throws unless the run was one of such a network with such a loss and such options.</summary>
    public void CheckFits(Network<T> network, Loss<T> loss, TrainingOptions options)
    {
        List<Description> layers = ModelFile.Layers(_file);
        var differences = new List<string>();
        if (layers.Count != network.Layers.Count)
            differences.Add($"the network has {Check.Text(layers.Count)} layers in the checkpoint, but {Check.Text(network.Layers.Count)} here");
        for (int i = 0; i < Math.Min(layers.Count, network.Layers.Count); i++)
            Add(OptionsDescription.Difference($"layer {Check.Text(i)}", layers[i].ToString(), network.Layers[i].Describe().ToString()));
        Add(OptionsDescription.Difference("the number of inputs", Check.Text(ModelFile.CheckedInputs<T>(_file)), Check.Text(network.Inputs)));
        Add(OptionsDescription.Difference("the loss", _loss.ToString(), loss.Describe().ToString()));
        differences.AddRange(OptionsDescription.Differences(_options, OptionsDescription.Of(options)));
        if (differences.Count > 0)
            throw new ArgumentException($"The checkpoint{Name} does not fit this trainer: {string.Join("; ", differences)}.");

        void Add(string? difference)
        {
            if (difference is not null)
                differences.Add(difference);
        }
    }

    /// <summary>Throws unless the run was one on these data.</summary>
    public void CheckFits(TrainingData<T> training, TrainingData<T>? validation)
    {
        string[] differences = [.. OptionsDescription.Differences(_data, DataDescription.Of(training, validation))];
        if (differences.Length > 0)
            throw new ArgumentException($"These are not the data of the run that was restored from the checkpoint{Name}: {string.Join("; ", differences)}. No "
                + "weight has changed since then.");
    }

    public void CopyWeightsTo(Network<T> network)
    {
        DecisionRule? rule = DecisionText.Read(_file, network.Outputs);
        DataSchema schema = SchemaText.Read(_file, network.Inputs, network.Outputs);
        ModelFile.Fill(network, _file);
        if (network.Schema.Equals(DataSchema.Empty))
            network.UseSchema(schema);
        if (network.DecisionRule.Source != DecisionSource.Caller)
            network.UseDecisionRule(rule);
    }

    /// <summary>The state of the run, from its beginning.</summary>
    public RunState<T> OpenState() => new(_file.Values<double>(Entry(Numbers)), Arrays())
    {
        History = _history,
        Findings = _findings,
        NewFindings = _newFindings,
    };

    private string Name => _path is null ? "" : $" '{_path}'";

    private IEnumerable<Tensor<T>> Arrays() => _file.Entries.Values
        .Where(entry => entry.Type == TensorType.Of<T>()
            && (entry.Name.StartsWith("optimizer.", StringComparison.Ordinal) || entry.Name.StartsWith("best.", StringComparison.Ordinal)
            || entry.Name.StartsWith("first_batch.", StringComparison.Ordinal)))
        .Select(entry => new Tensor<T>(entry.Name, entry.Shape, _file.Values<T>(entry)));

    private TensorEntry Entry(string name)
        => _file.Entries.TryGetValue(name, out TensorEntry? entry) && entry.Type == TensorType.Of<double>()
            ? entry
            : throw new InvalidDataException($"The checkpoint holds no tensor '{name}' of type {TensorType.Of<double>()}.");
}
