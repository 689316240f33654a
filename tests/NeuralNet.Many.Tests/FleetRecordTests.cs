using System.Text.Json;
using NeuralNet.Many.Fleets;

namespace NeuralNet.Many.Tests;

/// <summary>The bytes of one model in the file of a fleet.</summary>
public sealed class FleetRecordTests
{
    [Fact]
    public void A_record_says_where_its_model_begins_whatever_digits_that_number_has()
    {
        var record = new FleetRecord();
        byte[] model = [1, 2, 3];
        var outcome = new ModelOutcome(ModelStatus.Trained, "ff") { StopReason = StopReason.EpochsReached, Steps = 7 };
        long[] starts = [.. new long[] { 0, 1_000, 10_000, 1_000_000, 10_000_000_000 }.SelectMany(start => Enumerable.Range(-300, 301).Select(i => start + i))];

        foreach (long start in starts.Where(start => start >= 0))
        {
            FleetEntry placed = record.Fill(new FleetEntry("shop", outcome, model.Length, Fingerprint.Checksum(model), Offset: 0), model, start);

            ReadOnlySpan<byte> bytes = record.Bytes;
            int entry = BitConverter.ToInt32(bytes);
            using JsonDocument json = JsonDocument.Parse(bytes.Slice(FleetFile.RecordHead, entry).ToArray());
            json.RootElement.GetProperty("offset").GetInt64().Should().Be(start + FleetFile.RecordHead + entry).And.Be(placed.Offset);
            bytes[(FleetFile.RecordHead + entry)..].ToArray().Should().Equal(model);
        }
    }
}
