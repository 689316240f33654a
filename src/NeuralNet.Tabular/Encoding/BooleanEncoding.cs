namespace NeuralNet.Tabular;

/// <summary>-1 or 1, and 0 in a gap, which is marked by a second input if training rows have gaps.</summary>
internal sealed class BooleanEncoding(bool hasGaps) : ColumnEncoding
{
    public const int Kind = 2;

    public override int Width => hasGaps ? 2 : 1;

    public override void Encode(double value, Span<float> inputs)
    {
        bool isGap = double.IsNaN(value);
        inputs[0] = isGap ? 0 : value == 1 ? 1 : -1;
        if (hasGaps)
            inputs[1] = isGap ? 1 : 0;
    }

    public override void Write(Tape tape)
    {
        tape.Write(Kind);
        tape.Write(hasGaps ? 1 : 0);
    }

    public static BooleanEncoding ReadFrom(Tape tape) => new(tape.ReadCount(1) == 1);

    public override string ToString() => $"-1 and 1{(hasGaps ? ", gaps marked" : "")}";
}
