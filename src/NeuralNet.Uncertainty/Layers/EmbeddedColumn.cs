namespace NeuralNet.Uncertainty;

/// <summary>A column of codes, 0 to categories - 1, that an <see cref="Embedding{T}"/> turns into vectors.</summary>
/// <param name="Column">The column of the layer's input, from 0.</param>
/// <param name="Categories">How many codes there are, at least 1.</param>
/// <param name="Size">Numbers of a vector, at least 1.</param>
public sealed record EmbeddedColumn(int Column, int Categories, int Size);
