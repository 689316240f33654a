using System.Text.Json;

namespace NeuralNet.Many.Fleets;

/// <summary>One record at a time, put together in memory that is used again for the next.</summary>
internal sealed class FleetRecord
{
    private readonly MemoryStream _bytes = new();
    private readonly Utf8JsonWriter _json;

    public FleetRecord() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>The record, until the next one is filled in.</summary>
    public ReadOnlySpan<byte> Bytes => Written;

    private Span<byte> Written => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    /// <summary>A model with its entry before it.</summary>
    /// <param name="entry">The entry, which does not know its place yet.</param>
    /// <param name="model">The model.</param>
    /// <param name="start">Where in the file the record begins.</param>
    /// <returns>The entry with the place of its model.</returns>
    public FleetEntry Fill(FleetEntry entry, ReadOnlySpan<byte> model, long start)
    {
        Begin();
        FleetEntry placed = entry.WritePlaced(_json, start + FleetFile.RecordHead);
        End();
        _bytes.Write(model);
        return placed;
    }

    /// <summary>The list of all entries.</summary>
    public void FillIndex(IEnumerable<FleetEntry> entries)
    {
        Begin();
        _json.WriteStartArray();
        foreach (FleetEntry entry in entries)
            entry.Write(_json);
        _json.WriteEndArray();
        End();
    }

    private void Begin()
    {
        _bytes.SetLength(0);
        _bytes.SetLength(FleetFile.RecordHead);
        _bytes.Position = FleetFile.RecordHead;
        _json.Reset();
    }

    private void End()
    {
        _json.Flush();
        FleetFile.WriteHead(Written);
    }
}
