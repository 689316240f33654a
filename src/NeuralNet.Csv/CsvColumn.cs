namespace NeuralNet.Csv;

/// <summary>
/// A column of a file as it stands there, before anybody has said what it means: numbers, texts, and gaps.
/// </summary>
public sealed class CsvColumn
{
    internal CsvColumn(string name, double[] numbers, int[]? codes, IReadOnlyList<string> texts)
        => (Name, Numbers, Codes, Texts) = (name, numbers, codes, texts);

    /// <summary>The name in the header.</summary>
    public string Name { get; }

    /// <summary>
    /// For each line its number; NaN where there is a text or nothing. In a column with texts, numbers are texts, too.
    /// </summary>
    public IReadOnlyList<double> Numbers { get; }

    /// <summary>
    /// For each line the index of its text in <see cref="Texts"/>, -1 where there is nothing; null for a column of
    /// numbers alone.
    /// </summary>
    public IReadOnlyList<int>? Codes { get; }

    /// <summary>
    /// The different texts, in ordinal order; empty for a column of numbers alone. A number that stands among texts is
    /// written in its shortest form.
    /// </summary>
    public IReadOnlyList<string> Texts { get; }
}
