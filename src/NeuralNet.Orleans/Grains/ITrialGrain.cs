namespace NeuralNet.Orleans.Grains;

/// <summary>One trial of a search.</summary>
[Alias("NeuralNet.ITrialGrain")]
internal interface ITrialGrain : IGrainWithStringKey
{
    [Alias("Try")]
    [ResponseTimeout("7.00:00:00")]
    Task<TrialReply> Try(TrialRequest request, CancellationToken cancellation);
}
