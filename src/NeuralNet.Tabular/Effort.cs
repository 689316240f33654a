namespace NeuralNet.Tabular;

/// <summary>How much time is spent on a model.</summary>
public enum Effort
{
    /// <summary>A first look: three networks, a third of the epochs.</summary>
    Quick,

    /// <summary>The defaults that were measured on many tables.</summary>
    Normal,

    /// <summary>Ten networks and twice the epochs, where a little more is worth four times the time.</summary>
    Thorough,
}
