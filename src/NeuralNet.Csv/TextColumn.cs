using System.Collections.Concurrent;
using System.Text;

namespace NeuralNet.Csv;

/// <summary>A column of text as numbers of its different values, for several threads at once.</summary>
/// <remarks>
/// Which value gets which number depends on which thread comes first; the labels of the <see cref="Encoder"/> do not.
/// </remarks>
internal sealed class TextColumn
{
    /// <summary>Stands for a line without a value.</summary>
    public const int Missing = -1;

    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _texts = [];
    private readonly LabelEncoder? _known;

    public TextColumn(string name, int field, IReadOnlyList<string>? known)
    {
        (Name, Field) = (name, field);
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known is null)
            return;
        _known = new LabelEncoder(known);
        foreach (string text in known)
            Add(text);
    }

    public string Name { get; }

    public int Field { get; }

    /// <summary>The texts that are allowed; null for all.</summary>
    public IReadOnlyList<string>? Known => _known?.ClassNames;

    /// <summary>The texts by their numbers, once all lines are read.</summary>
    public IReadOnlyList<string> Seen => _texts;

    /// <summary>The number of a text, or false if it is not among those known.</summary>
    public bool TryNumber(ReadOnlySpan<byte> text, out int number)
    {
        Span<char> characters = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];
        if (_lookup.TryGetValue(characters, out number))
            return true;
        if (_known is not null)
            return false;
        number = Add(characters.ToString());
        return true;
    }

    /// <summary>The known texts, or those that occurred.</summary>
    /// <exception cref="InvalidDataException">None is known and none occurred.</exception>
    public LabelEncoder Encoder(string file)
    {
        if (_texts.Count == 0)
            throw new InvalidDataException($"{file}, column '{Name}' has no value in any line.");
        return _known ?? LabelEncoder.Fit(_texts);
    }

    /// <summary>The label of each number.</summary>
    public int[] Labels(LabelEncoder encoder) => encoder.Transform(_texts);

    private int Add(string text)
    {
        lock (_texts)
        {
            if (_numbers.TryGetValue(text, out int number))
                return number;
            _texts.Add(text);
            return _numbers[text] = _texts.Count - 1;
        }
    }
}
