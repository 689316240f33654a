namespace NeuralNet.Tabular;

/// <summary>How much a model needs a column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Loss">
/// By how much the held-out score grows when the values of the column are shuffled among rows: of the root mean squared
/// error, or of the logarithmic loss.
/// </param>
/// <param name="Deviation">Of <paramref name="Loss"/>, from one shuffle to another.</param>
public readonly record struct ColumnImportance(string Name, double Loss, double Deviation);
