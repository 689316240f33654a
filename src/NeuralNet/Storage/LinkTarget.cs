namespace NeuralNet;

/// <summary>Where a path leads to once every symbolic link in it is followed.</summary>
/// <remarks>
/// <see cref="File.ResolveLinkTarget"/> takes ".." in a link for the parent in the text of the path. Where the
/// directory is itself reached by a link, the system takes it for the parent of where that one leads, and so does this.
/// </remarks>
internal static class LinkTarget
{
    private const int MostLinks = 40;

    /// <param name="path">A path; what it names need not exist.</param>
    /// <exception cref="IOException">The links lead round in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        string place = "/";
        var names = new Stack<string>(full.Split('/').Reverse());
        for (int links = 0; names.TryPop(out string? name);)
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                place = Path.GetDirectoryName(place) ?? "/";
                continue;
            }

            string next = Path.Join(place, name);
            if (new FileInfo(next).LinkTarget is not { } link)
            {
                place = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"More than {MostLinks} symbolic links follow one another, so they probably lead round in a circle.");
            if (link.StartsWith('/'))
                place = "/";
            foreach (string part in link.Split('/').Reverse())
                names.Push(part);
        }

        return full.EndsWith('/') ? place + "/" : place;
    }
}
