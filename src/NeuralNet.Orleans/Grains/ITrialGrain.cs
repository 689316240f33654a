namespace NeuralNet.Orleans.Grains;

/// <summary>One trial of a search.</summary>
[Alias("NeuralNet.ITrialGrain")]
internal interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>Begins the trial, or waits a while for what goes on.</summary>
    [Alias("Try")]
    Task<Standing<TrialReply>> Try(TrialRequest request);

    [Alias("Cancel")]
    Task Cancel(Guid ticket);
}
