using System.Globalization;

namespace NeuralNet.ExtensionTests;

/// <summary>Stops when the training loss has fallen by less than a share of itself over some epochs.</summary>
internal sealed record SlowProgress(int Epochs, double Share) : StopCriterion
{
    public override string? ReasonToStop(TrainingHistory history)
    {
        if (history.Count <= Epochs)
            return null;
        double before = history[^(Epochs + 1)].Training.Loss, now = history[^1].Training.Loss;
        return now > (1 - Share) * before
            ? string.Create(CultureInfo.InvariantCulture, $"the training loss fell by less than {100 * Share} % in {Epochs} epochs.")
            : null;
    }

    public override void Validate()
    {
        if (Epochs < 1)
            throw new ArgumentOutOfRangeException(nameof(Epochs), Epochs, "At least 1 epoch was expected.");
    }

    public override Description Describe() => new("SlowProgress") { Settings = new Dictionary<string, double> { ["epochs"] = Epochs, ["share"] = Share } };
}
