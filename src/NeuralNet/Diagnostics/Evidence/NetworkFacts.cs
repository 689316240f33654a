using System.Numerics;

namespace NeuralNet;

/// <summary>A layer as far as findings ask.</summary>
/// <param name="index">Its number, from 0.</param>
/// <param name="layer">The layer, which prints itself where a finding names it.</param>
/// <param name="inputs">Columns it is given.</param>
/// <param name="outputs">Columns it gives.</param>
/// <param name="hasParameters">Whether it learns.</param>
/// <param name="isAffine">Whether it is a straight line in prediction.</param>
/// <param name="dropShare">The share of its inputs that it drops in training.</param>
/// <param name="range">The values it can give.</param>
/// <param name="gain">Root mean square of its weights times the root of its inputs: by how much it enlarges independent
/// inputs. NaN without weights.</param>
internal sealed class LayerFacts(int index, object layer, int inputs, int outputs, bool hasParameters, bool isAffine, double dropShare, OutputRange range,
    double gain)
{
    public int Index { get; } = index;

    public string Name => layer.ToString()!;

    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    public bool HasParameters { get; } = hasParameters;

    public bool IsAffine { get; } = isAffine;

    public double DropShare { get; } = dropShare;

    public OutputRange Range { get; } = range;

    public double Gain { get; } = gain;
}

/// <summary>The structure of a network and its weights at the start.</summary>
internal sealed class NetworkFacts
{
    public required LayerFacts[] Layers { get; init; }

    public required int Inputs { get; init; }

    public required int Outputs { get; init; }

    /// <summary>How many numbers are learned.</summary>
    public required long Parameters { get; init; }

    /// <summary>The layers before the first that learns.</summary>
    public required int Preparing { get; init; }

    /// <summary>Whether the loss is given the last layer's input and applies the activation itself.</summary>
    public required bool EndsInLoss { get; init; }

    /// <summary>The layers that learn.</summary>
    public IEnumerable<LayerFacts> Learning => Layers.Where(layer => layer.HasParameters);

    /// <summary>The last layer of the network that learns: its units are the answers.</summary>
    public int LastLearning => Array.FindLastIndex(Layers, layer => layer.HasParameters);

    /// <summary>The layer that drops the largest share; null if none drops any.</summary>
    public LayerFacts? Dropping
    {
        get
        {
            LayerFacts? most = null;
            foreach (LayerFacts layer in Layers)
                most = layer.DropShare > (most?.DropShare ?? 0) ? layer : most;
            return most;
        }
    }

    /// <summary>Whether what the loss is given is a straight line in the inputs.</summary>
    public bool IsStraight => Layers.Take(Layers.Length - (EndsInLoss || LastLearning < Layers.Length - 1 ? 1 : 0)).All(layer => layer.IsAffine);

    public static NetworkFacts Of<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layers = new LayerFacts[network.Layers.Count];
        long parameters = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            Layer<T> layer = network.Layers[i];
            double gain = double.NaN;
            foreach (Parameter<T> parameter in layer.Parameters)
            {
                parameters += parameter.Span.Length;
                if (parameter.Decay != Decay.Exempt)
                    gain = Math.Sqrt(Elements.SumOfSquares<T>(parameter.Span) / parameter.Span.Length * parameter.Value.RowCount);
            }

            layers[i] = new LayerFacts(i, layer, i == 0 ? network.Inputs : network.Widths[i - 1], network.Widths[i], layer.Parameters.Count > 0,
                layer.IsAffine, layer.DropShare, layer.OutputRange, gain);
        }

        int preparing = Array.FindIndex(layers, layer => layer.HasParameters);
        return new NetworkFacts
        {
            Layers = layers,
            Inputs = network.Inputs,
            Outputs = network.Outputs,
            Parameters = parameters,
            Preparing = preparing < 0 ? layers.Length : preparing,
            EndsInLoss = OutputStage.IsIncluded(network.Layers[^1], loss),
        };
    }
}
