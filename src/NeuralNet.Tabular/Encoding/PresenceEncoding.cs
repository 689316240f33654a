namespace NeuralNet.Tabular;

/// <summary>Whether there is a value at all: all that is used of a text or a constant.</summary>
internal sealed class PresenceEncoding : ColumnEncoding
{
    private const int Kind = 4;

    public static PresenceEncoding Instance { get; } = new();

    public override int Width => 1;

    public override void Encode(double value, Span<float> inputs) => inputs[0] = double.IsNaN(value) ? -1 : 1;

    public override void Write(Tape tape) => tape.Write(Kind);

    public override string ToString() => "only whether there is a value";
}
