using Orleans.Concurrency;

namespace NeuralNet.Orleans.Grains;

/// <summary>One model of a fleet. Its key is recipe and key.</summary>
[Alias("NeuralNet.IModelGrain")]
internal interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Trains, and serves the new model from then on; meanwhile the old one answers.</summary>
    [Alias("Train")]
    [ResponseTimeout("7.00:00:00")]
    Task<ModelReply> Train(ModelRequest request, CancellationToken cancellation);

    [Alias("Predict")]
    [AlwaysInterleave]
    Task<double[]> Predict(string recipe, double[] features);
}
