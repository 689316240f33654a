using System.Globalization;
using System.Numerics;
using System.Text;
using CsvHelper;

namespace NeuralNet.Csv;

/// <summary>What a field turned out to be.</summary>
internal enum FieldState
{
    Number,
    Missing,
    Infinite,
    HasThousands,
    Text,
}

/// <summary>Reads one number, or says why there is none; for several threads at once.</summary>
internal sealed class FieldParser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly byte[][] _markers;
    private readonly int _longestMarker;
    private readonly T[] _missingNumbers;
    private readonly byte[] _thousands;
    private readonly byte[] _signOfThousands;

    public FieldParser(CsvOptions options)
    {
        _markers = [.. options.MissingMarkers.Append("NaN").Select(Encoding.UTF8.GetBytes)];
        _longestMarker = _markers.Max(marker => marker.Length);
        _missingNumbers = [.. options.MissingMarkers.Select(marker => Number(marker, options.Culture)).Where(number => !T.IsNaN(number))];
        string thousands = options.Culture.NumberFormat.NumberGroupSeparator;
        _thousands = Encoding.UTF8.GetBytes(thousands);

        // A field holds the delimiter only between quotes.
        _signOfThousands = thousands == options.Delimiter.ToString() ? [(byte)'"'] : _thousands;
    }

    /// <summary>Looks at a whole line, which is much faster than looking at every field.</summary>
    public bool MayHaveThousands(ReadOnlySpan<byte> line) => line.IndexOf(_signOfThousands) >= 0;

    /// <summary>Reads a field of the line at which a reader stands.</summary>
    public FieldState Parse(CsvReader reader, int field, bool mayHaveThousands, out T number)
    {
        // The parser skips separators of thousands wherever they stand: 1,5 would be 15.
        if (reader.TryParse(field, out number) && T.IsFinite(number) && !(mayHaveThousands && HasThousands(reader.GetSpan(field))))
            return _missingNumbers.Length > 0 && _missingNumbers.Contains(number) ? FieldState.Missing : FieldState.Number;
        return WhyNot(reader.GetSpan(field), number);
    }

    /// <summary>Whether a text is one of the markers, capital letters being as good as small ones.</summary>
    public bool IsMissing(ReadOnlySpan<byte> text)
    {
        if (text.Length > _longestMarker)
            return false;
        foreach (byte[] marker in _markers)
        {
            if (text.SequenceEqual(marker) || Ascii.EqualsIgnoreCase(text, marker))
                return true;
        }

        return false;
    }

    private bool HasThousands(ReadOnlySpan<byte> text) => _thousands.Length > 0 && text.IndexOf(_thousands) >= 0;

    private FieldState WhyNot(ReadOnlySpan<byte> text, T number)
    {
        if (IsMissing(text) || T.IsNaN(number))
            return FieldState.Missing;
        if (T.IsInfinity(number))
            return FieldState.Infinite;
        bool isLikeNumber = text.ContainsAnyInRange((byte)'0', (byte)'9') && !text.ContainsAnyInRange((byte)'A', (byte)'z');
        return isLikeNumber && HasThousands(text) ? FieldState.HasThousands : FieldState.Text;
    }

    private static T Number(string text, CultureInfo culture) => T.TryParse(text, NumberStyles.Float, culture, out T number) ? number : T.NaN;
}
