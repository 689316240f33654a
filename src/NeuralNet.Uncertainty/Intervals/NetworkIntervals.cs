using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>Conformal intervals that belong to a network, and are saved in its file.</summary>
public static class NetworkIntervals
{
    private const string Note = "NeuralNet.Uncertainty.ConformalIntervals";

    /// <summary>
    /// Keeps intervals with the network, as a note of its <see cref="Network{T}.Schema"/>: saving, loading and cloning
    /// take them along. They belong to the weights that the network has now.
    /// </summary>
    /// <param name="network">The network whose outputs were calibrated.</param>
    /// <param name="intervals">Its intervals.</param>
    public static void UseIntervals<T>(this Network<T> network, ConformalIntervals intervals)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(intervals);
        OutputGroups.Size(Matrix<T>.Build.Dense(1, network.Outputs), nameof(network), intervals.Margins.Count, intervals.Score);
        var notes = new Dictionary<string, string>(network.Schema.Notes) { [Note] = Write(intervals, Fingerprint(network)) };
        network.UseSchema(network.Schema with { Notes = notes });
    }

    /// <summary>
    /// The intervals that a network has been given, here or before it was saved; null if it has none.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <exception cref="InvalidDataException">The note in the file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The weights have changed since the calibration.</exception>
    public static ConformalIntervals? Intervals<T>(this Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Schema.Notes.TryGetValue(Note, out string? text))
            return null;
        (ConformalIntervals intervals, string weights) = Read(text);
        return weights == Fingerprint(network) ? intervals
            : throw new InvalidOperationException("The network's weights have changed since its intervals were calibrated: calibrate them again.");
    }

    /// <summary>Predictions with the intervals that the network has been given.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <exception cref="ArgumentException">x has another number of columns, or holds NaN or infinity.</exception>
    /// <exception cref="InvalidOperationException">The network has no intervals, or its weights have changed since the
    /// calibration.</exception>
    public static PredictionIntervals<T> PredictConformal<T>(this Network<T> network, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConformalIntervals intervals = network.Intervals() ?? throw new InvalidOperationException($"The network has no intervals: find them by "
            + $"{nameof(ConformalIntervals)}.{nameof(ConformalIntervals.Calibrate)}, and give them to it by {nameof(UseIntervals)}.");
        return intervals.Around(network.Predict(x));
    }

    private static string Write(ConformalIntervals intervals, string weights)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("score", intervals.Score.ToString());
            json.WriteNumber("coverage", intervals.Coverage);
            json.WriteNumber("rows", intervals.Rows);
            json.WriteStartArray("margins");
            foreach (double margin in intervals.Margins)
                json.WriteNumberValue(margin);
            json.WriteEndArray();
            json.WriteString("weights", weights);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static (ConformalIntervals Intervals, string Weights) Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            double coverage = json.GetProperty("coverage").GetDouble();
            int rows = json.GetProperty("rows").GetInt32();
            double[] margins = [.. json.GetProperty("margins").EnumerateArray().Select(margin => margin.GetDouble())];
            if (!Enum.TryParse(json.GetProperty("score").GetString(), out ConformalScore score) || !Enum.IsDefined(score)
                || !(coverage > 0 && coverage < 1) || rows < 1 || margins.Length == 0 || !margins.All(double.IsFinite))
                throw new FormatException("a score, coverage, number of rows or margin is none.");
            return (new ConformalIntervals(score, coverage, rows, margins), json.GetProperty("weights").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The network's intervals cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Of all parameters and constants, to the bit.</summary>
    private static string Fingerprint<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Layer<T> layer in network.Layers)
        {
            foreach (Parameter<T> parameter in layer.Parameters.Concat(layer.Constants))
                hash.AppendData(MemoryMarshal.AsBytes<T>(parameter.Value.Values()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
