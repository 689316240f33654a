using System.Text;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>Damaged files of all kinds: they are read, or refused by a message that names them.</summary>
public sealed class CsvFuzzTests
{
    private const int FilesOfAKind = 400;

    private const string Text = "a,\"b \"\"x\"\"\",city,y\r\n1,2.5,Köln,p\n-3e-2,NA,\"Bonn\n\",q\n,4,?,p\n5,6,Bern,\n,,,\n7,8,Bonn,q\n";

    public static TheoryData<string> Kinds => ["utf-8", "latin-1", "utf-16", "utf-16 without mark", "gzip", "spaces"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_file_is_read_or_refused_by_a_message_that_names_it(string kind)
    {
        byte[] whole = Bytes(kind);
        var random = new RandomStream(seed: 1);
        CsvOptions options = Options(kind);

        CsvBytes.Read(whole, options).Count.Should().Be(4);
        for (int i = 0; i < FilesOfAKind; i++)
        {
            Exception? refusal = Record.Exception(() => CsvBytes.Read(Damaged(whole, random), options));
            (refusal is null or InvalidDataException or ArgumentException).Should().BeTrue($"{refusal} was thrown");
            refusal?.Message.Should().StartWith("stream");
        }
    }

    private static byte[] Bytes(string kind) => kind switch
    {
        "latin-1" => CsvBytes.Of(Text, Encoding.Latin1),
        "utf-16" => CsvBytes.WithMark(Text, Encoding.Unicode),
        "utf-16 without mark" => CsvBytes.Of(Text, Encoding.BigEndianUnicode),
        "gzip" => CsvBytes.Compressed(CsvBytes.Of(Text)),
        "spaces" => CsvBytes.Of(Text.Replace(",,,\n", "", StringComparison.Ordinal).Replace(",\n", ",-\n", StringComparison.Ordinal)
            .Replace("\n,", "\n-,", StringComparison.Ordinal).Replace(",", "  \t ", StringComparison.Ordinal)),
        _ => CsvBytes.Of(Text),
    };

    private static CsvOptions Options(string kind) => new()
    {
        Features = ["a", "b \"x\""],
        Categories = ["city"],
        Label = "y",
        Delimiter = kind == "spaces" ? ' ' : ',',
        Encoding = kind switch { "latin-1" => Encoding.Latin1, "utf-16 without mark" => Encoding.BigEndianUnicode, _ => null },
        MissingFields = MissingFields.AsNaN,
        MissingTargets = MissingTargets.LineLeftOut,
    };

    /// <summary>One to four bytes changed, left out or put in, or the end cut off.</summary>
    private static byte[] Damaged(byte[] whole, RandomStream random)
    {
        List<byte> bytes = [.. whole];
        for (int change = random.NextInteger(4); change >= 0 && bytes.Count > 0; change--)
        {
            int place = random.NextInteger(bytes.Count);
            switch (random.NextInteger(4))
            {
                case 0:
                    bytes[place] = (byte)random.NextInteger(256);
                    break;
                case 1:
                    bytes.RemoveAt(place);
                    break;
                case 2:
                    bytes.Insert(place, (byte)random.NextInteger(256));
                    break;
                default:
                    bytes.RemoveRange(place, Math.Min(bytes.Count - place, 1 + random.NextInteger(8)));
                    break;
            }
        }

        return [.. bytes];
    }
}
