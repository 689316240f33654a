using System.Text.Json;

namespace NeuralNet.Many.Fleets;

/// <summary>What stands before a model in the file: its key and how its training ended, in JSON.</summary>
/// <param name="Key">The key.</param>
/// <param name="Outcome">How training ended, without the model.</param>
/// <param name="Length">Bytes of the model that follows.</param>
/// <param name="Checksum">Of the model.</param>
/// <param name="Offset">Where in the file the model begins.</param>
internal sealed record FleetEntry(string Key, ModelOutcome Outcome, int Length, ulong Checksum, long Offset)
{
    private const string OffsetName = "offset";

    public void Write(Utf8JsonWriter json)
    {
        WriteStart(json);
        WriteEnd(json, Offset);
    }

    /// <summary>
    /// Writes the entry that begins there, before its model. Where the model begins depends on how many digits that
    /// number has.
    /// </summary>
    /// <returns>The entry with the place of its model.</returns>
    public FleetEntry WritePlaced(Utf8JsonWriter json, long start)
    {
        WriteStart(json);
        long offset = start + json.BytesCommitted + json.BytesPending + $",\"{OffsetName}\":}}".Length + 1;
        for (int digits = 1; Digits(offset) > digits; digits++)
            offset++;
        WriteEnd(json, offset);
        return this with { Offset = offset };
    }

    private void WriteStart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key", Key);
        json.WriteString("fingerprint", Outcome.Fingerprint);
        json.WriteString("stop", Outcome.StopReason.ToString());
        json.WriteString("message", Outcome.Message);
        json.WriteNumber("steps", Outcome.Steps);
        if (Outcome.Loss is { } loss && double.IsFinite(loss))
            json.WriteNumber("loss", loss);
        json.WriteStartArray("findings");
        foreach (FindingCode code in Outcome.Findings)
            json.WriteStringValue(code.ToString());
        json.WriteEndArray();
        if (Outcome.AreTargetsConstant)
            json.WriteBoolean("constantTargets", true);
        json.WriteNumber("length", Length);
        json.WriteNumber("checksum", Checksum);
    }

    private static void WriteEnd(Utf8JsonWriter json, long offset)
    {
        json.WriteNumber(OffsetName, offset);
        json.WriteEndObject();
    }

    private static int Digits(long number)
    {
        int digits = 1;
        for (; number >= 10; number /= 10)
            digits++;
        return digits;
    }

    public static FleetEntry Read(JsonElement json)
    {
        var outcome = new ModelOutcome(ModelStatus.Kept, Text("fingerprint"))
        {
            StopReason = Enum.TryParse(Text("stop"), out StopReason reason) ? reason : null,
            Message = Text("message"),
            Steps = json.GetProperty("steps").GetInt64(),
            Loss = json.TryGetProperty("loss", out JsonElement loss) ? loss.GetDouble() : null,
            Findings = [.. json.GetProperty("findings").EnumerateArray().Select(Finding).OfType<FindingCode>()],
            AreTargetsConstant = json.TryGetProperty("constantTargets", out JsonElement constant) && constant.GetBoolean(),
        };
        var entry = new FleetEntry(Text("key"), outcome, json.GetProperty("length").GetInt32(), json.GetProperty("checksum").GetUInt64(),
            json.GetProperty("offset").GetInt64());
        return entry.Length >= 0 && entry.Offset >= 0 ? entry : throw new FormatException("A length or an offset is negative.");

        string Text(string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
    }

    // A later version may know of other findings than this one.
    private static FindingCode? Finding(JsonElement code) => Enum.TryParse(code.GetString(), out FindingCode known) ? known : null;
}
