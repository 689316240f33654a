namespace NeuralNet.Tabular;

/// <summary>
/// The rows and columns that a model is trained on: raw values by column, and what is to be predicted.
/// </summary>
internal sealed class TrainingTable
{
    /// <summary>The columns that are inputs.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>For each row a number, or the index of its class.</summary>
    public required double[] Target { get; init; }

    /// <summary>The names of classes; empty where a number is predicted.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public int Count => Target.Length;

    public bool IsClassification => Classes.Count > 0;

    public int Outputs => Math.Max(1, Classes.Count);

    public double[] TargetOf(IReadOnlyList<int> rows) => [.. rows.Select(row => Target[row])];
}
