namespace NeuralNet.Orleans;

/// <summary>Where a job of a cluster is, and how far.</summary>
/// <param name="Job">The key of a model, or the number of a trial.</param>
/// <param name="Silo">The silo that trains it.</param>
/// <param name="Epochs">How many epochs a lost silo would not cost; 0 for a model.</param>
/// <param name="IsDone">Whether it has ended.</param>
public readonly record struct JobProgress(string Job, string Silo, int Epochs, bool IsDone);
