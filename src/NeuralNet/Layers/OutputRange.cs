namespace NeuralNet;

/// <summary>The values that the outputs of a layer can take or come close to.</summary>
/// <param name="Lowest">No output is below it; minus infinity if there is no limit.</param>
/// <param name="Highest">No output is above it; plus infinity if there is no limit.</param>
public readonly record struct OutputRange(double Lowest, double Highest)
{
    /// <summary>Any number.</summary>
    public static OutputRange Unlimited => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>What the outputs of a sample always sum to, 1 for a softmax; null if that is not fixed.</summary>
    public double? RowSum { get; init; }

    /// <summary>Whether it ends on both sides.</summary>
    public bool IsBounded => double.IsFinite(Lowest) && double.IsFinite(Highest);

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(OutputRange), PrintMembers);
}
