using System.Globalization;
using System.Numerics;
using System.Text;

namespace NeuralNet.Many;

/// <summary>An ensemble and how the training of its members ended.</summary>
/// <param name="Ensemble">The ensemble of all members that did not diverge.</param>
/// <param name="Results">
/// The result of each training, in the order of the seeds or folds. One whose reason to stop is
/// <see cref="StopReason.Diverged"/> and whose best weights were not put back has no member in the ensemble.
/// </param>
public sealed record EnsembleResult<T>(Ensemble<T> Ensemble, IReadOnlyList<TrainingResult> Results)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A line for each member: why its training stopped, its steps and its final scores.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Text.Of(Ensemble.Members.Count)} of {Text.Of(Results.Count)} networks");
        for (int i = 0; i < Results.Count; i++)
        {
            TrainingResult result = Results[i];
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Text.Of(i),3}  {result.StopReason}, {Text.Of(result.History.Count)} epochs");
            if (result.FinalScores is { } scores)
                text.Append(CultureInfo.InvariantCulture, $", loss {Text.Of(scores.Loss)}")
                    .Append(scores.Accuracy is { } accuracy ? $", accuracy {Text.Of(100 * accuracy)} %" : "");
            foreach (Finding finding in result.Findings)
                text.Append(CultureInfo.InvariantCulture, $", {finding.Code}");
        }

        return text.ToString();
    }
}
