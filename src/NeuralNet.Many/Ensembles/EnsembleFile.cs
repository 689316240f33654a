using System.IO.Compression;
using System.Numerics;

namespace NeuralNet.Many.Ensembles;

/// <summary>
/// An ensemble as a zip archive: <c>member-0.safetensors</c>, <c>member-1.safetensors</c>, ..., each a file that
/// <see cref="Network.Load{T}(string, KnownTypes{T}?)"/> reads by itself. Members are stored, not compressed: weights
/// hardly shrink, and a file that need not be trusted cannot grow while it is read.
/// </summary>
internal static class EnsembleFile
{
    // The time in an archive is no property of an ensemble: the same ensemble is the same file.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write<T>(IReadOnlyList<Network<T>> members, Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        for (int i = 0; i < members.Count; i++)
        {
            ZipArchiveEntry entry = archive.CreateEntry(Name(i), CompressionLevel.NoCompression);
            entry.LastWriteTime = _noTime;
            using Stream model = entry.Open();
            members[i].Save(model);
        }
    }

    public static Ensemble<T> Read<T>(Stream stream, KnownTypes<T>? knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var members = new List<Network<T>>(archive.Entries.Count);
            for (int i = 0; i < archive.Entries.Count; i++)
                members.Add(Member(archive, i, knownTypes));
            return new Ensemble<T>(members);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The members of the ensemble do not fit together: {e.Message}", e);
        }
    }

    private static Network<T> Member<T>(ZipArchive archive, int index, KnownTypes<T>? knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ZipArchiveEntry entry = archive.GetEntry(Name(index)) ?? throw new InvalidDataException(
            $"The archive has {Text.Of(archive.Entries.Count)} entries, but none of the name '{Name(index)}': it is no ensemble.");
        if (entry.CompressedLength != entry.Length)
            throw new InvalidDataException($"'{Name(index)}' in the archive is compressed, but members of an ensemble are stored as they are.");
        try
        {
            using var model = new MemoryStream();
            using (Stream part = entry.Open())
                part.CopyTo(model);
            model.Position = 0;
            return Network.Load(model, knownTypes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{Name(index)}' in the archive: {e.Message}", e);
        }
    }

    private static string Name(int index) => $"member-{Text.Of(index)}.safetensors";
}
