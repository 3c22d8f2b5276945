namespace DedupPortal.Web.Embedded;

/// <summary>Small files that hold secrets: readable by the running user only, written in one step.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>The file's text; when it does not exist it is created with the text that <paramref name="create"/> gives.</summary>
    public static async Task<string> ReadOrCreateAsync(string path, Func<string> create, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) return await File.ReadAllTextAsync(path, cancellationToken);
        var text = create();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = path + ".new";
        await using (var writer = new StreamWriter(unfinished, options))
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(unfinished, path, overwrite: true);
        return text;
    }
}
