using System.Globalization;
using System.Text;

namespace NeuralNet.Many;

/// <summary>How the training of a fleet ended, key by key. Printed, it is a report a person can read.</summary>
/// <param name="Models">For each key, in the order of the keys, how it ended.</param>
/// <param name="Elapsed">How long the run took.</param>
public sealed record FleetResult(IReadOnlyList<KeyValuePair<string, ModelOutcome>> Models, TimeSpan Elapsed)
{
    // So many failures are told one by one.
    private const int FailuresTold = 5;

    /// <summary>How many models ended so.</summary>
    /// <param name="status">What became of them.</param>
    public int Count(ModelStatus status) => Models.Count(model => model.Value.Status == status);

    /// <summary>How many models each finding was made in, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<FindingCode, int>> Findings => [.. Models.SelectMany(model => model.Value.Findings)
        .CountBy(code => code).OrderByDescending(count => count.Value).ThenBy(count => count.Key)];

    /// <summary>
    /// How many were trained, kept, failed and not reached, why trainings stopped, what was found in how many of them,
    /// and the first failures.
    /// </summary>
    public override string ToString()
    {
        string of = $" of {Text.Grouped(Models.Count)}: ";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Text.Grouped(Models.Count)} models in {Text.Of(Elapsed)}");
        foreach (ModelStatus status in Enum.GetValues<ModelStatus>())
        {
            if (Count(status) is > 0 and var count)
                text.Append(CultureInfo.InvariantCulture, $", {Text.Grouped(count)} {Words(status.ToString())}");
        }

        foreach ((StopReason reason, int count) in Models.Select(model => model.Value.StopReason).OfType<StopReason>()
            .CountBy(reason => reason).OrderByDescending(c => c.Value))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Text.Grouped(count),7}{of}{Words(reason.ToString())}");

        if (Models.Count(model => model.Value.AreTargetsConstant) is > 0 and var constant)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Text.Grouped(constant),7}{of}targets constant");
        foreach ((FindingCode code, int count) in Findings)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Text.Grouped(count),7}{of}found {Words(code.ToString())}");
        foreach ((string key, ModelOutcome outcome) in Models.Where(model => model.Value.Status == ModelStatus.Failed).Take(FailuresTold))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"failed: {Text.Shortened(key, 40)}: {Text.Shortened(outcome.Message)}");
        return text.ToString();
    }

    /// <summary>DeadUnits as "dead units".</summary>
    private static string Words(string name)
        => string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
