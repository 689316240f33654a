namespace NeuralNet.Csv;

/// <summary>Where the names of columns stand.</summary>
public enum CsvHeader
{
    /// <summary>In the first line.</summary>
    FirstLine,

    /// <summary>Nowhere: columns are named by their position, "0", "1", ….</summary>
    None,
}
