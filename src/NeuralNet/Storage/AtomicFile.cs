namespace NeuralNet;

/// <summary>Files that are there as a whole or not at all; every package writes its files with it.</summary>
internal static class AtomicFile
{
    // What a writer that died left behind is cleared away by the next one, but not before it has been left alone for so
    // long.
    private static readonly TimeSpan _abandonedAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Writes beside the file, flushes to the disk and renames: whoever reads the file, also after a crash in the
    /// middle, finds the old one or the new one. Of several writers at a time the last one wins. A symbolic link stays,
    /// and what it leads to is replaced; mode and owner stay where the system lets them.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the old one, if there is one, is as it
    /// was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            string place = LinkTarget.Of(path);
            if (Directory.Exists(place) || Path.GetFileName(place).Length == 0)
                throw new IOException("It is a directory.");
            string directory = Path.GetDirectoryName(place)!;
            if (!Directory.Exists(directory))
                throw new DirectoryNotFoundException($"There is no directory '{directory}'.");
            if (UnixFile.IsDevice(place))
                WriteThrough(place, write);
            else
                Replace(directory, Path.GetFileName(place), write);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>A device or a pipe takes what is written and must not be replaced by a file.</summary>
    private static void WriteThrough(string place, Action<Stream> write)
    {
        using FileStream stream = new(place, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        write(stream);
    }

    private static void Replace(string directory, string name, Action<Stream> write)
    {
        string place = Path.Combine(directory, name), mark = Mark(name);
        string temporary = Path.Combine(directory, $"{mark}{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = Create(temporary, place))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Move(temporary, place);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        ClearAway(directory, mark, File.GetLastWriteTimeUtc(place) - _abandonedAfter);
    }

    // A name of its own for each writer, short enough wherever the file's own is; it says what it belongs to and who
    // wrote it.
    private static string Mark(string name) => $"{name[..Math.Min(name.Length, 40)]}.neuralnet-";

    private static FileStream Create(string temporary, string place)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows() || !File.Exists(place))
            return new FileStream(temporary, options);

        // From its first byte on nobody may read it who may not read the old one.
        UnixFileMode mode = File.GetUnixFileMode(place);
        options.UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var stream = new FileStream(temporary, options);
        try
        {
            UnixFile.CopyOwner(place, stream.SafeFileHandle);
            File.SetUnixFileMode(stream.SafeFileHandle, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // File systems without modes refuse to set them.
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        return stream;
    }

    /// <summary>
    /// Windows refuses to replace a file for the moment in which another program, or another writer, has hold of it.
    /// </summary>
    private static void Move(string temporary, string place)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, place, overwrite: true);
                return;
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < 10 && e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(attempt * 10);
            }
        }
    }

    private static void ClearAway(string directory, string mark, DateTime latest)
    {
        int length = mark.Length + Guid.Empty.ToString("N").Length + ".tmp".Length;
        IgnoringFailure(() =>
        {
            foreach (string file in Directory.EnumerateFiles(directory))
            {
                string name = Path.GetFileName(file);
                if (name.Length == length && name.StartsWith(mark, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) < latest)
                    IgnoringFailure(() => DeleteUnlessHeld(file));
            }
        });
    }

    /// <summary>
    /// A writer that lives holds its file, so one that can be opened for writing belongs to nobody any more.
    /// </summary>
    private static void DeleteUnlessHeld(string file)
        => new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();

    // What was to be written is written; clearing away may wait for the next time.
    private static void IgnoringFailure(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
