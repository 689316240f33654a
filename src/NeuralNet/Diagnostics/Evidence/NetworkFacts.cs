using System.Numerics;

namespace NeuralNet;

/// <summary>A layer as far as findings ask.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Name">How it prints itself.</param>
/// <param name="Inputs">Columns it is given.</param>
/// <param name="Outputs">Columns it gives.</param>
/// <param name="HasParameters">Whether it learns.</param>
/// <param name="IsAffine">Whether it is a straight line in prediction.</param>
/// <param name="DropShare">The share of its inputs that it drops in training.</param>
/// <param name="Range">The values it can give.</param>
/// <param name="Gain">Root mean square of its weights times the root of its inputs: by how much it enlarges independent
/// inputs. NaN without weights.</param>
internal sealed record LayerFacts(int Index, string Name, int Inputs, int Outputs, bool HasParameters, bool IsAffine, double DropShare, OutputRange Range,
    double Gain);

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
                    gain = Math.Sqrt(SumOfSquares<T>(parameter.Span) / parameter.Span.Length * parameter.Value.RowCount);
            }

            layers[i] = new LayerFacts(i, layer.ToString(), i == 0 ? network.Inputs : network.Widths[i - 1], network.Widths[i], layer.Parameters.Count > 0,
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

    private static double SumOfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
            sum += double.CreateTruncating(value) * double.CreateTruncating(value);
        return sum;
    }
}
