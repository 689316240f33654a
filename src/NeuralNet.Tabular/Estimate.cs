using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>What a model says of one row: a number with an interval, or a class with probabilities.</summary>
public sealed class Estimate
{
    internal Estimate(double value, double lower, double upper) => (Value, Lower, Upper) = (value, lower, upper);

    internal Estimate(IReadOnlyList<string> classes, double[] probabilities)
    {
        Class = classes[Scoring.Largest(probabilities)];
        Probabilities = classes.Zip(probabilities).ToDictionary(pair => pair.First, pair => pair.Second);
        (Value, Lower, Upper) = (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>The number, in the unit of the target; NaN where a class is predicted.</summary>
    public double Value { get; }

    /// <summary>
    /// Nine in ten numbers lie from here to <see cref="Upper"/>, counted over rows like those of the table (conformal
    /// prediction). -infinity if the table had too few rows to say; NaN where a class is predicted.
    /// </summary>
    public double Lower { get; }

    /// <summary>The other end of the interval.</summary>
    public double Upper { get; }

    /// <summary>The most probable class; null where a number is predicted.</summary>
    public string? Class { get; }

    /// <summary>
    /// For each class its probability, calibrated on held-out rows; they add up to 1. Empty where a number is
    /// predicted.
    /// </summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; } = new Dictionary<string, double>();

    /// <summary>The number and its interval, or the class and its probability.</summary>
    public override string ToString() => Class is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Value:G5} ({Lower:G5} to {Upper:G5})")
        : string.Create(CultureInfo.InvariantCulture, $"{Class} ({100 * Probabilities[Class]:0.0} %)");
}
