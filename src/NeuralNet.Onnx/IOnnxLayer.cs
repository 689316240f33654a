using System.Numerics;

namespace NeuralNet.Onnx;

/// <summary>
/// A layer of one's own that <see cref="OnnxModel"/> can export: it says which ONNX operators compute what its forward
/// pass computes.
/// </summary>
public interface IOnnxLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Adds the nodes that compute the layer's outputs, as in prediction.</summary>
    /// <param name="graph">Where nodes, weights and constants are added.</param>
    /// <param name="input">The name of the layer's input, <c>N x inputs</c>.</param>
    /// <returns>
    /// The name of the layer's output, <c>N x outputs</c>: what <see cref="OnnxGraph{T}.AddNode"/> returned for the
    /// last node, or the input if the layer changes nothing in prediction.
    /// </returns>
    string AddTo(OnnxGraph<T> graph, string input);
}
