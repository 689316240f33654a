namespace NeuralNet;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; training does its work.</summary>
    Information,

    /// <summary>Training goes on, but will not reach what it could.</summary>
    Warning,

    /// <summary>Nothing can be learned this way.</summary>
    Error,
}
