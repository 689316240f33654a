using System.Collections;

namespace NeuralNet.Tests;

public sealed class RecordTableTests
{
    [Fact]
    public void A_history_of_more_epochs_than_a_file_holds_is_refused_with_their_number_before_memory_is_taken()
    {
        var history = new SameRecords(400_000_000, new EpochRecord(1, 1, 0.1, new Scores(0.5, 0.5, null), null));

        Action act = () => RecordTable.Write(history);

        act.Should().Throw<IOException>().WithMessage("The history has 400000000 epochs, but a checkpoint holds 22369621 at most.");
    }

    private sealed class SameRecords(int count, EpochRecord record) : IReadOnlyList<EpochRecord>
    {
        public int Count => count;

        public EpochRecord this[int index] => record;

        public IEnumerator<EpochRecord> GetEnumerator() => Enumerable.Repeat(record, count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
