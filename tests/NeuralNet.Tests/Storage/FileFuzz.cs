using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace NeuralNet.Tests;

/// <summary>
/// Damages files in all the ways a file can be damaged or forged: bytes, header length, tokens of the header's JSON and
/// of the descriptions inside it, NaN in the data. Most forgeries get the checksum that belongs to them, so that they
/// come past it.
/// </summary>
internal static class FileFuzz
{
    private const int Bytes = 6;

    private static readonly string[] _tokens =
    [
        "-1", "0", "1", "2", "3", "0.5", "1e3", "1e309", "-0", "2147483647", "2147483648", "4294967297", "9223372036854775807", "18446744073709551616",
        "null", "true", "[]", "{}", "[[[[[[[[]]]]]]]]", "\"\"", "\"F16\"", "\"BF16\"", "\"F32\"", "\"F64\"", "\"I64\"", "\"F128\"", "\"\\ud800\"", "\"\u00fc\"",
            "\"kind\"", "\"Dense\"", "\"Scaling\"",
        "\"Softmax\"", "\"Dropout\"", "\"LeakyReLU\"", "\"inputs\"", "\"units\"", "\"__metadata__\"", "\"layers\"", "\"0.weight\"", "\"0.bias\"",
            "\"1.weight\"", "\"shape\"", "\"dtype\"", "\"data_offsets\"",
        "[0,8]", "[8,0]", "[1,1]", "[65536,65536,65536,65536]", "[2147483647,2147483647,2147483647]", "[0,2147483647,2147483647]", ",", ":", "}", "]", "/**/",
            " ", "\\", new string('[', 100), new string('7', 400),
        $"\"{new string('x', 3000)}\"",
    ];

    /// <summary>A damaged copy of one of the files, the same for the same random numbers.</summary>
    public static byte[] Damaged(IReadOnlyList<byte[]> files, RandomStream random)
    {
        byte[] file = files[random.NextInteger(files.Count)];
        int damages = 1 + random.NextInteger(3);
        for (int i = 0; i < damages; i++)
            file = DamagedOnce(file, files, random);
        return random.NextInteger(4) == 0 ? file : FileBytes.Sealed(file);
    }

    private static byte[] DamagedOnce(byte[] file, IReadOnlyList<byte[]> files, RandomStream random)
    {
        int kind = random.NextInteger(Bytes + 7);
        if (kind < Bytes)
            return WithDamagedBytes(file, files, kind, random);
        if (file.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(file) > (ulong)(file.Length - 8))
            return file;
        (byte[] header, byte[] data) = FileBytes.Parts(file);
        switch (kind - Bytes)
        {
            case 0:
                return FileBytes.Of(header, WithSpecialNumber(data, random));
            case 1:
                return FileBytes.Of(header, random.NextInteger(2) == 0 ? data[..random.NextInteger(data.Length + 1)]
                    : [.. data, .. new byte[random.NextInteger(20)]]);
            case 2:
                return FileBytes.Of([.. header, .. Enumerable.Repeat((byte)" \n}x"[random.NextInteger(4)], random.NextInteger(9))], data);
            case 3:
                return FileBytes.Of(WithDamagedDescription(header, random), data);
            default:
                return FileBytes.Of(Encoding.UTF8.GetBytes(WithDamagedTokens(Encoding.UTF8.GetString(header), random)), data);
        }
    }

    private static byte[] WithDamagedBytes(byte[] file, IReadOnlyList<byte[]> files, int kind, RandomStream random)
    {
        int position = random.NextInteger(file.Length + 1);
        int length = Math.Min(random.NextInteger(64), file.Length - position);
        switch (kind)
        {
            case 0:
                return file[..position];
            case 1:
                return [.. file[..position], .. file[(position + length)..]];
            case 2:
                return [.. file[..(position + length)], .. file[position..]];
            case 3:
                byte[] other = files[random.NextInteger(files.Count)];
                return [.. file[..position], .. other[Math.Min(position, other.Length)..]];
            case 4:
                byte[] changed = [.. file];
                if (changed.Length > 0)
                    changed[random.NextInteger(Math.Min(changed.Length, random.NextInteger(2) == 0 ? 8 : int.MaxValue))] ^= (byte)(1 << random.NextInteger(8));
                return changed;
            default:
                byte[] written = [.. file];
                foreach (ref byte b in written.AsSpan(position, Math.Min(length, 8)))
                    b = (byte)random.NextInteger(256);
                return written;
        }
    }

    /// <summary>The descriptions of the layers and of a training run are JSON within a string of the header.</summary>
    private static byte[] WithDamagedDescription(byte[] header, RandomStream random)
    {
        string key = random.NextInteger(2) == 0 ? "\"training\":" : "\"layers\":";
        string text = Encoding.UTF8.GetString(header);
        int start = text.IndexOf(key, StringComparison.Ordinal);
        if (start < 0)
            return header;
        start += key.Length;
        string literal = Tokens(text[start..]).FirstOrDefault("");
        string description;
        try
        {
            description = JsonSerializer.Deserialize<string>(literal) ?? "";
        }
        catch (JsonException)
        {
            return header;
        }

        return Encoding.UTF8.GetBytes(text[..start] + JsonSerializer.Serialize(WithDamagedTokens(description, random)) + text[(start + literal.Length)..]);
    }

    private static string WithDamagedTokens(string json, RandomStream random)
    {
        List<string> tokens = Tokens(json);
        if (tokens.Count == 0)
            return json;
        int position = random.NextInteger(tokens.Count);
        int count = Math.Min(random.NextInteger(30), tokens.Count - position);
        switch (random.NextInteger(6))
        {
            case 0:
                tokens.RemoveRange(position, Math.Min(count, 4));
                break;
            case 1:
                tokens.InsertRange(random.NextInteger(tokens.Count), tokens.GetRange(position, count));
                break;
            case 2:
                int other = random.NextInteger(tokens.Count);
                (tokens[position], tokens[other]) = (tokens[other], tokens[position]);
                break;
            case 3:
                tokens.Insert(position, _tokens[random.NextInteger(_tokens.Length)]);
                break;
            case 4:
                // A number that is off by one.
                int number = tokens.FindIndex(position, token => int.TryParse(token, out _));
                if (number >= 0)
                    tokens[number] = (int.Parse(tokens[number], System.Globalization.CultureInfo.InvariantCulture) + random.NextInteger(2) * 2 - 1)
                        .ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
            default:
                tokens[position] = _tokens[random.NextInteger(_tokens.Length)];
                break;
        }

        return string.Concat(tokens);
    }

    /// <summary>Strings, numbers and words, and every other character on its own.</summary>
    private static List<string> Tokens(string json)
    {
        var tokens = new List<string>();
        for (int i = 0; i < json.Length;)
        {
            int end = i + 1;
            if (json[i] == '"')
            {
                while (end < json.Length && json[end] != '"')
                    end += json[end] == '\\' ? 2 : 1;
                end = Math.Min(end + 1, json.Length);
            }
            else if (IsWord(json[i]))
            {
                while (end < json.Length && IsWord(json[end]))
                    end++;
            }

            tokens.Add(json[i..end]);
            i = end;
        }

        return tokens;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+';

    private static byte[] WithSpecialNumber(byte[] data, RandomStream random)
    {
        if (data.Length < 8)
            return data;
        byte[] changed = [.. data];
        Span<byte> place = changed.AsSpan(random.NextInteger(data.Length / 8) * 8, 8);
        switch (random.NextInteger(4))
        {
            case 0:
                BinaryPrimitives.WriteDoubleLittleEndian(place, double.NaN);
                break;
            case 1:
                BinaryPrimitives.WriteDoubleLittleEndian(place, double.NegativeInfinity);
                break;
            case 2:
                BinaryPrimitives.WriteSingleLittleEndian(place, float.PositiveInfinity);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(place, double.MaxValue);
                break;
        }

        return changed;
    }
}
