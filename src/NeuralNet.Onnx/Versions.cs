namespace NeuralNet.Onnx;

/// <summary>
/// The versions of the ONNX format and its operators that are read and written. The operators of dense networks mean
/// the same from operator set 7 on, up to the differences that the import knows of; whether those of later sets do is
/// not known yet.
/// </summary>
internal static class Versions
{
    public const int OldestOperatorSetRead = 7;

    /// <summary>ONNX Runtime has no kernel for Max of version 7 in double, which LeakyReLU needs.</summary>
    public const int OldestOperatorSetWritten = 8;

    public const int NewestOperatorSet = 26;

    /// <summary>
    /// Operator sets are part of the format from version 3 on; from version 4 on weights need not be listed among the
    /// inputs.
    /// </summary>
    public const int OldestFormatRead = 3;
    public const int OldestFormatWritten = 4;
    public const int NewestFormat = 13;
}
