namespace NeuralNet.Tabular;

/// <summary>How the raw value of a column becomes inputs of a network; fitted on training rows alone.</summary>
/// <remarks>Raw values are those of <see cref="TableColumn"/>: NaN is a gap.</remarks>
internal abstract class ColumnEncoding
{
    /// <summary>How many inputs it writes.</summary>
    public abstract int Width { get; }

    /// <summary>Rows of the table of embeddings that the one input chooses from; 0 where inputs are numbers.</summary>
    public virtual int Places => 0;

    /// <summary>Writes the inputs of a raw value.</summary>
    public abstract void Encode(double value, Span<float> inputs);

    /// <summary>
    /// Writes the derivatives of the inputs by the raw value, where they bend those to its right; 0 for steps and in a
    /// gap.
    /// </summary>
    public virtual void Slopes(double value, Span<double> slopes) => slopes.Clear();

    public abstract void Write(Tape tape);

    /// <summary>What is done, in a few words, for the report.</summary>
    public abstract override string ToString();

    public static ColumnEncoding Read(Tape tape) => tape.ReadCount(4) switch
    {
        NumberEncoding.Kind => NumberEncoding.ReadFrom(tape),
        CategoryEncoding.Kind => CategoryEncoding.ReadFrom(tape),
        BooleanEncoding.Kind => BooleanEncoding.ReadFrom(tape),
        DateEncoding.Kind => DateEncoding.ReadFrom(tape),
        _ => PresenceEncoding.Instance,
    };
}
