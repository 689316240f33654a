using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralNet.Many.Searches;

/// <summary>
/// One line of JSON for the search, and one for each piece of work that is done, each on the disk before the next. The
/// order of the lines is that in which work ended; it does not matter.
/// </summary>
internal sealed class SearchJournal : IDisposable
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Dictionary<(int Trial, int? Epochs), (TrialSettings Settings, TrialOutcome Outcome, int Line)> _done = [];

    public SearchJournal(string path, string search)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            Read(search);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What an earlier run did of this work; null if it did not.</summary>
    public TrialOutcome? Find(TrialWork work)
    {
        if (!_done.TryGetValue((work.Trial, work.Epochs), out (TrialSettings Settings, TrialOutcome Outcome, int Line) done))
            return null;
        return done.Settings.Equals(work.Settings)
            ? done.Outcome
            : throw new InvalidDataException($"'{_path}', line {Text.Of(done.Line)}: trial {Text.Of(work.Trial)} has {done.Settings}, but this search chooses "
                + $"{work.Settings}: it is the journal of another search.");
    }

    public void Add(TrialWork work, TrialOutcome outcome) => WriteLine(json =>
    {
        json.WriteNumber("trial", work.Trial);
        if (work.Epochs is { } epochs)
            json.WriteNumber("to", epochs);
        json.WritePropertyName("settings");
        json.WriteRawValue(work.Settings.ToJson());
        if (outcome.Score is { } score)
            json.WriteNumber("score", score);
        if (outcome.StopReason is { } reason)
            json.WriteString("stop", reason.ToString());
        json.WriteString("message", outcome.Message);
        json.WriteNumber("epochs", outcome.Epochs);
        json.WriteNumber("steps", outcome.Steps);
        json.WriteNumber("seconds", Math.Round(outcome.Elapsed.TotalSeconds, 6));
        json.WriteStartArray("findings");
        foreach (FindingCode code in outcome.Findings)
            json.WriteStringValue(code.ToString());
        json.WriteEndArray();
    });

    public void Dispose() => _file.Dispose();

    private void Read(string search)
    {
        using var reader = new MemoryStream();
        _file.CopyTo(reader);
        byte[] bytes = reader.ToArray();

        // A line without its end is what a process was writing when it was killed.
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _file.SetLength(whole);
        _file.Position = whole;
        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(lines[i]);
                if (i == 0)
                    CheckSearch(json.RootElement.GetProperty("search").GetString() ?? "", search);
                else
                    Add(json.RootElement, i + 1);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
            {
                throw new InvalidDataException($"'{_path}', line {Text.Of(i + 1)}, is no line of a search's journal: {Text.Shortened(e.Message)}", e);
            }
        }

        if (lines.Length == 0)
            WriteLine(json => json.WriteString("search", search));
    }

    private void CheckSearch(string was, string search)
    {
        if (was != search)
            throw new InvalidDataException($"'{_path}' is of another search. There: {Text.Shortened(was, 400)} Here: {Text.Shortened(search, 400)}");
    }

    private void Add(JsonElement json, int line)
    {
        var outcome = new TrialOutcome
        {
            Score = json.TryGetProperty("score", out JsonElement score) ? score.GetDouble() : null,
            StopReason = json.TryGetProperty("stop", out JsonElement stop) && Enum.TryParse(stop.GetString(), out StopReason reason) ? reason : null,
            Message = json.GetProperty("message").GetString() ?? "",
            Epochs = json.GetProperty("epochs").GetInt32(),
            Steps = json.GetProperty("steps").GetInt64(),
            Elapsed = TimeSpan.FromSeconds(json.GetProperty("seconds").GetDouble()),
            Findings = [.. json.GetProperty("findings").EnumerateArray()
                .Select(code => Enum.TryParse(code.GetString(), out FindingCode known) ? known : (FindingCode?)null).OfType<FindingCode>()],
        };
        int? epochs = json.TryGetProperty("to", out JsonElement to) ? to.GetInt32() : null;
        _done.TryAdd((json.GetProperty("trial").GetInt32(), epochs), (TrialSettings.Read(json.GetProperty("settings")), outcome, line));
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, _readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        _file.Write(line.ToArray());
        _file.Flush(flushToDisk: true);
    }
}
