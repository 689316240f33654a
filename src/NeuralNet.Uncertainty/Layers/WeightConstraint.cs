using System.Globalization;

namespace NeuralNet.Uncertainty;

/// <summary>Where weights must stay: see <see cref="Constrained{T}"/>.</summary>
public sealed record WeightConstraint
{
    private WeightConstraint(double lowest, double largestNorm) => (Lowest, LargestNorm) = (lowest, largestNorm);

    /// <summary>No weight is below 0: with rising activations no output falls when an input rises.</summary>
    public static WeightConstraint NonNegative { get; } = new(0, double.PositiveInfinity);

    /// <summary>No weight is below this; minus infinity for no bound.</summary>
    public double Lowest { get; }

    /// <summary>The weights into a unit, a column of W, are no longer than this; infinity for no bound.</summary>
    public double LargestNorm { get; }

    /// <summary>
    /// The weights into each unit are scaled down to this length where they are longer (Srivastava et al., 2014).
    /// </summary>
    /// <param name="largest">The length, sqrt(sum W*W) over a column of W, above 0; 3 to 4 is usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and finite.</exception>
    public static WeightConstraint MaxNorm(double largest)
        => largest > 0 && double.IsFinite(largest) ? new WeightConstraint(double.NegativeInfinity, largest)
            : throw new ArgumentOutOfRangeException(nameof(largest), largest, $"'{nameof(largest)}' is {Checks.Text(largest)}, but a finite number above 0 was "
                + "expected.");

    /// <inheritdoc/>
    public override string ToString() => Lowest == 0 ? nameof(NonNegative) : string.Create(CultureInfo.InvariantCulture, $"{nameof(MaxNorm)} {LargestNorm}");
}
