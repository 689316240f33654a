namespace NeuralNet.Csv;

/// <summary>The lines that are no samples, as several threads find them.</summary>
internal sealed class LeftOutLines
{
    private readonly List<long> _withoutTarget = [];
    private readonly List<long> _ofDelimiters = [];

    public void AddWithoutTarget(long line) => Add(_withoutTarget, line);

    public void AddOfDelimiters(long line) => Add(_ofDelimiters, line);

    public CsvReport Report(int samples) => new(samples, [.. _withoutTarget.Order()], [.. _ofDelimiters.Order()]);

    private void Add(List<long> lines, long line)
    {
        lock (lines)
            lines.Add(line);
    }
}
