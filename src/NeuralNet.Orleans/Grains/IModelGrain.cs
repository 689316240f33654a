namespace NeuralNet.Orleans.Grains;

/// <summary>One model of a fleet. Its key is the name of the run and the model's.</summary>
[Alias("NeuralNet.IModelGrain")]
internal interface IModelGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins to train, or waits a while for the training that goes on; the new model is served as soon as it is
    /// stored, the old one until then.
    /// </summary>
    [Alias("Train")]
    Task<Standing<ModelReply>> Train(ModelRequest request);

    [Alias("Cancel")]
    Task Cancel(Guid ticket);

    [Alias("Predict")]
    Task<double[]> Predict(string recipe, double[] features);
}
