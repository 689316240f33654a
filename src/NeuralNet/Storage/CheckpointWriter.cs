using System.Numerics;
using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// Writes the checkpoints of one run. What does not change in it, such as the checksums of the data, is put together
/// once.
/// </summary>
internal sealed class CheckpointWriter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CheckpointOptions _options;
    private readonly Network<T> _network;
    private readonly Dictionary<string, string> _metadata;
    private readonly (string Name, string Json)[] _fixed;

    public CheckpointWriter(CheckpointOptions checkpoint, Network<T> network, Loss<T> loss, TrainingOptions options, TrainingData<T> training,
        TrainingData<T>? validation)
    {
        checkpoint.CheckPlace();
        _options = checkpoint;
        _network = network;
        _metadata = ModelFile.Metadata(network);
        _fixed = [("loss", Text(loss.Describe())), ("options", Text(OptionsDescription.Of(options))), ("data", Text(DataDescription.Of(training, validation)))];
    }

    public bool IsDue(int epoch) => epoch % _options.EveryEpochs == 0;

    public void Write(RunState<T> state)
    {
        _metadata[Checkpoint<T>.Training] = DescriptionText.Of(json => Describe(json, state));
        List<Tensor> tensors = ModelFile.Tensors(_network);
        tensors.AddRange(state.Arrays);
        double[] numbers = state.Numbers.ToArray();
        tensors.Add(new Tensor<double>(Checkpoint<T>.Numbers, [numbers.Length], numbers));
        try
        {
            (double[] history, int[] shape) = RecordTable.Write(state.History);
            tensors.Add(new Tensor<double>(Checkpoint<T>.History, shape, history));
            AtomicFile.Write(_options.Path, stream => SafeTensors.Write(stream, _metadata, tensors));
        }
        catch (IOException e)
        {
            throw new IOException($"The checkpoint could not be written to '{_options.Path}': {(e.InnerException ?? e).Message} The one before, if there is "
                + "one, is whole, and the network keeps its weights.", e);
        }
    }

    private static string Text(Description description) => DescriptionText.Of(json => DescriptionText.Write(json, description));

    private void Describe(Utf8JsonWriter json, RunState<T> state)
    {
        json.WriteStartObject();
        foreach ((string name, string part) in _fixed)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(part);
        }

        json.WritePropertyName("findings");
        FindingText.Write(json, state.Findings);
        json.WritePropertyName("newFindings");
        FindingText.Write(json, state.NewFindings);
        json.WriteStartObject("findingsOfEpochs");
        for (int i = 0; i < state.History.Count; i++)
        {
            if (state.History[i].Findings.Count == 0)
                continue;
            json.WritePropertyName(Check.Text(i));
            FindingText.Write(json, state.History[i].Findings);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
