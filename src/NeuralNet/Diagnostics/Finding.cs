using System.Globalization;
using System.Text;

namespace NeuralNet;

/// <summary>
/// One thing that keeps a network from learning, or is worth knowing, with the numbers seen, the likely cause and what
/// to do.
/// </summary>
public sealed record Finding
{
    private const int Width = 79;
    private const int Indent = 8;

    /// <summary>What it is about. Codes keep their names, so a program can act on them.</summary>
    public required FindingCode Code { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The number of the layer, from 0; null if it is about no single layer.</summary>
    public int? Layer { get; init; }

    /// <summary>The layer as it prints itself; null if it is about no single layer.</summary>
    public string? LayerName { get; init; }

    /// <summary>The columns of the inputs or targets it is about, from 0; empty if it is about no columns.</summary>
    public IReadOnlyList<int> Columns { get; init; } = [];

    /// <summary>The epoch in which it was seen, from 1 over all calls of Fit; 0 if before training.</summary>
    public int Epoch { get; init; }

    /// <summary>What was seen, with its numbers.</summary>
    public required string Observation { get; init; }

    /// <summary>Why it is so and what it does.</summary>
    public required string Cause { get; init; }

    /// <summary>What to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>What follows from it and was seen, too; it goes when this is cured. Most findings have none.</summary>
    public IReadOnlyList<Finding> Effects { get; init; } = [];

    /// <summary>The numbers of the observation by name, for programs.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Where it is explained at length: a section of FINDINGS.md, which lies beside the source of this type.
    /// </summary>
    public string Link => $"FINDINGS.md#{Words('-').ToLowerInvariant()}";

    /// <summary>What, why and what to try, in lines of at most 79 characters.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendWrapped(text, $"{Severity.ToString().ToUpperInvariant()}: {Name()} ({Place()})", "", "    ");
        AppendWrapped(text.AppendLine(), Observation, "  What  ", new string(' ', Indent));
        AppendWrapped(text.AppendLine(), Cause, "  Why   ", new string(' ', Indent));
        if (Effects.Count > 0)
            AppendWrapped(text.AppendLine(), "What follows from it and was seen, too: "
                + $"{string.Join(", ", Effects.Select(effect => effect.Heading()).Distinct())}.", "  So    ", new string(' ', Indent));
        AppendWrapped(text.AppendLine(), Remedy, "  Try   ", new string(' ', Indent));
        return text.AppendLine().Append("  More  ").Append(Link).ToString();
    }

    private string Heading() => Layer is { } layer ? string.Create(CultureInfo.InvariantCulture, $"{Name()} (layer {layer})") : Name();

    private string Name()
    {
        string name = Words(' ');
        return name[0] + name[1..].ToLowerInvariant();
    }

    private string Place()
    {
        string time = Epoch == 0 ? "before training" : string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}");
        return Layer is { } layer ? string.Create(CultureInfo.InvariantCulture, $"layer {layer}: {LayerName}, {time}") : time;
    }

    /// <summary>The code's words: DeadUnits as "Dead Units".</summary>
    private string Words(char separator)
    {
        var words = new StringBuilder();
        foreach (char letter in Code.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0)
                words.Append(separator);
            words.Append(letter);
        }

        return words.ToString();
    }

    private static void AppendWrapped(StringBuilder text, string content, string first, string indent)
    {
        text.Append(first);
        int column = first.Length;
        bool isLineStart = true;
        foreach (string word in content.Split(' '))
        {
            if (!isLineStart && column + 1 + word.Length > Width)
            {
                text.AppendLine().Append(indent);
                column = indent.Length;
                isLineStart = true;
            }

            if (!isLineStart)
                text.Append(' ');
            column += word.Length + (isLineStart ? 0 : 1);
            text.Append(word);
            isLineStart = false;
        }
    }
}
