namespace NeuralNet;

/// <summary>How samples are put into minibatches.</summary>
public enum SampleOrder
{
    /// <summary>
    /// A new random order every epoch, cut into minibatches: each sample once an epoch. The last minibatch may be
    /// smaller.
    /// </summary>
    Shuffled,

    /// <summary>
    /// Every minibatch drawn at random with replacement: a sample may come several times or not at all. All minibatches
    /// have the full size, which may exceed the data; an epoch has ceil(N / batch size) of them.
    /// </summary>
    WithReplacement,

    /// <summary>The order of the rows, every epoch. The last minibatch may be smaller.</summary>
    AsGiven,
}
