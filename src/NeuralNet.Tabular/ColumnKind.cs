namespace NeuralNet.Tabular;

/// <summary>What a column of a <see cref="Table"/> holds.</summary>
public enum ColumnKind
{
    /// <summary>Quantities: what lies between two of them means something.</summary>
    Number,

    /// <summary>Names out of a list, such as colours or postal codes; their order means nothing.</summary>
    Category,

    /// <summary>One of two: true and false, yes and no, 0 and 1.</summary>
    Boolean,

    /// <summary>A day, or a moment of one.</summary>
    Date,

    /// <summary>Words that hardly ever repeat, such as names and remarks: no input of a model.</summary>
    Text,
}
