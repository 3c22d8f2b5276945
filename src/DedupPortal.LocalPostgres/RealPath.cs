namespace DedupPortal.LocalPostgres;

/// <summary>The path without links, as the operating system names it where it lists a process's working folder.</summary>
internal static class RealPath
{
    /// <summary>Parts that do not exist yet are kept as they are.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        return Directory.Exists(here) && Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }
}
