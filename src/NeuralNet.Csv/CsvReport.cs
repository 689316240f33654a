namespace NeuralNet.Csv;

/// <summary>What was read of a file.</summary>
/// <param name="Samples">The lines that became samples, N.</param>
/// <param name="LinesWithoutTarget">
/// The numbers of the lines that were left out since their label or a target is missing, from 1, the header counted.
/// </param>
/// <param name="LinesOfDelimiters">
/// The numbers of the lines that were left out since they hold delimiters and nothing else.
/// </param>
public sealed record CsvReport(int Samples, IReadOnlyList<long> LinesWithoutTarget, IReadOnlyList<long> LinesOfDelimiters)
{
    private const int Shown = 5;

    /// <summary>One line: how many samples, and which lines were left out.</summary>
    public override string ToString()
        => $"{Samples} samples; left out: {Text(LinesWithoutTarget, "without label or target")}, {Text(LinesOfDelimiters, "of delimiters only")}";

    private static string Text(IReadOnlyList<long> lines, string kind)
        => $"{lines.Count} lines {kind}{(lines.Count == 0 ? "" : $" ({string.Join(", ", lines.Take(Shown))}{(lines.Count > Shown ? ", …" : "")})")}";
}
