using System.Text;

namespace NeuralNet;

/// <summary>A column of text as numbers of its different values, in the order in which they came.</summary>
internal sealed class TextColumn
{
    /// <summary>The number of a row without a value.</summary>
    public const int Missing = -1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<int> _rows = [];
    private readonly List<string> _texts = [];

    public TextColumn() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The different values.</summary>
    public IReadOnlyList<string> Texts => _texts;

    public void AddMissing() => _rows.Add(Missing);

    public void Add(ReadOnlySpan<byte> text)
    {
        Span<char> characters = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];
        if (!_lookup.TryGetValue(characters, out int number))
        {
            number = _texts.Count;
            _texts.Add(characters.ToString());
            _numbers.Add(_texts[^1], number);
        }

        _rows.Add(number);
    }

    /// <summary>The label of each row in the order of an encoder.</summary>
    public int[] Labels(LabelEncoder encoder)
    {
        int[] labels = encoder.Transform(_texts);
        return [.. _rows.Select(number => number == Missing ? Missing : labels[number])];
    }
}
