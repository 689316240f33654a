namespace NeuralNet;

/// <summary>Whether training looks for reasons why a network does not learn.</summary>
public enum Diagnostics
{
    /// <summary>
    /// It looks, at the data once and at one step in many. The weights are the same to the bit as without.
    /// </summary>
    On,

    /// <summary>It does not.</summary>
    Off,
}
