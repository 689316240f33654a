namespace NeuralNet.Csv;

/// <summary>What is done with a line that has no label or target.</summary>
public enum MissingTargets
{
    /// <summary>The file is refused; the message names the first such line.</summary>
    Refused,

    /// <summary>
    /// The line is left out, as is one of delimiters only; <see cref="CsvOptions.Report"/> is told which.
    /// </summary>
    LineLeftOut,
}
