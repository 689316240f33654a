namespace NeuralNet.Tabular;

/// <summary>How well rows were predicted that were not learned from.</summary>
/// <param name="Error">The root mean squared error in the unit of the target, or the mean logarithmic loss; small is
/// good.</param>
/// <param name="Share">R squared, or the share of rows whose class is the most probable one; 1 is perfect.</param>
public readonly record struct HeldScores(double Error, double Share);
