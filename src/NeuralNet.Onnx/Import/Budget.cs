namespace NeuralNet.Onnx.Import;

/// <summary>
/// How many numbers may be read, copied and made while a file is imported, in proportion to its size: small files that
/// claim or imply much work or memory, by sharing one tensor among thousands of nodes or by doubling it again and
/// again, are refused before it is taken.
/// </summary>
internal sealed class Budget
{
    private const long NumbersPerByte = 8;
    private const long FreeNumbers = 1 << 20;

    private long _left = FreeNumbers;

    public Budget(long fileBytes) => Add(fileBytes);

    /// <summary>Files with external data are larger than they seem.</summary>
    public void Add(long fileBytes) => _left += NumbersPerByte * fileBytes;

    public void Spend(long numbers)
    {
        if (numbers > _left)
            throw Refusal.Because($"The model needs more numbers than {Text.Of(NumbersPerByte)} for each byte of its file and {Text.Of(FreeNumbers)} "
                + "more: it is damaged, or uses the same weights very often.");
        _left -= numbers;
    }
}
