namespace NeuralNet;

/// <summary>How samples are dealt out to the parts of a data set.</summary>
public enum SplitKind
{
    /// <summary>
    /// Each class in the same proportion where targets are classes (every row of Y is one-hot, or Y is one column of 0
    /// and 1 or of -1 and +1); like <see cref="Plain"/> where they are not.
    /// </summary>
    Stratified,

    /// <summary>At random, whatever the targets.</summary>
    Plain,
}
