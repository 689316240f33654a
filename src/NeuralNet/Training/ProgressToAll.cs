namespace NeuralNet;

/// <summary>Tells several receivers of every epoch, one after the other: a log and a meter, for example.</summary>
/// <param name="receivers">Who is told, in this order.</param>
public sealed class ProgressToAll(params IReadOnlyList<IProgress<EpochRecord>> receivers) : IProgress<EpochRecord>
{
    private readonly IProgress<EpochRecord>[] _receivers = Checked(receivers);

    /// <inheritdoc/>
    public void Report(EpochRecord value)
    {
        foreach (IProgress<EpochRecord> receiver in _receivers)
            receiver.Report(value);
    }

    private static IProgress<EpochRecord>[] Checked(IReadOnlyList<IProgress<EpochRecord>> receivers)
    {
        ArgumentNullException.ThrowIfNull(receivers);
        for (int i = 0; i < receivers.Count; i++)
        {
            if (receivers[i] is null)
                throw new ArgumentNullException(nameof(receivers), $"'{nameof(receivers)}'[{Check.Text(i)}] is null.");
        }

        return [.. receivers];
    }
}
