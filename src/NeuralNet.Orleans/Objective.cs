using System.Numerics;
using NeuralNet.Many;

namespace NeuralNet.Orleans;

/// <summary>What a trial is, or how the function that makes its trainer failed.</summary>
/// <param name="Fingerprint">What stands for all that its outcome is a function of but the number of epochs.</param>
/// <param name="Epochs">How many epochs it is trained to.</param>
/// <param name="Failure">Null if a trainer was made.</param>
internal sealed record TrialPlan(string Fingerprint, int Epochs, TrialOutcome? Failure);

/// <summary>An objective, whatever its precision.</summary>
internal interface IObjective
{
    int Splits { get; }

    /// <summary>What stands for the data of all splits.</summary>
    string Data { get; }

    TrialPlan Plan(TrialRequest request);

    TrialOutcome Run(TrialRequest request, int epochs, string folder, CancellationToken cancellation);

    string CheckpointName(TrialRequest request, int split);
}

internal sealed class Objective<T>(SearchObjective<T> objective) : IObjective
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lazy<string> _data = new(objective.DataFingerprint);

    public int Splits => objective.Splits.Count;

    public string Data => _data.Value;

    public TrialPlan Plan(TrialRequest request)
    {
        try
        {
            (string fingerprint, int epochs) = Job(request, request.Epochs).Plan();
            return new TrialPlan($"{Data} {fingerprint}", epochs, Failure: null);
        }
        catch (Exception e)
        {
            return new TrialPlan("", 0, new TrialOutcome { Message = $"{e.GetType().Name}: {e.Message}" });
        }
    }

    public TrialOutcome Run(TrialRequest request, int epochs, string folder, CancellationToken cancellation)
        => Job(request, epochs).Run(folder, cancellation);

    public string CheckpointName(TrialRequest request, int split) => Job(request, request.Epochs).CheckpointName(split);

    private TrialJob<T> Job(TrialRequest request, int? epochs)
        => new(objective, request.Trial, TrialSettings.FromJson(request.Settings), request.Seed, epochs);
}
