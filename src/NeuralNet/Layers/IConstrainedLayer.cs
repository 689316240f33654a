namespace NeuralNet;

/// <summary>
/// A layer whose parameters must stay within bounds, such as weights that are not negative. Optimizers that look at all
/// samples at once refuse it.
/// </summary>
public interface IConstrainedLayer
{
    /// <summary>
    /// Puts the parameters back to where they must be; called after each update of theirs. To allocate nothing.
    /// </summary>
    void Constrain();
}
