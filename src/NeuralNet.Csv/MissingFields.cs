namespace NeuralNet.Csv;

/// <summary>What is done with a feature that has no value.</summary>
public enum MissingFields
{
    /// <summary>The file is refused; the message says in which lines and columns values are missing.</summary>
    Refused,

    /// <summary>
    /// The value becomes NaN, in all columns of a category, for an <see cref="Imputer"/> that is fitted to training
    /// data to fill in.
    /// </summary>
    AsNaN,
}
