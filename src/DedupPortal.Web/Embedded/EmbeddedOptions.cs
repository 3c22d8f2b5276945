using DedupPortal.LocalPostgres;

namespace DedupPortal.Web.Embedded;

/// <summary>The private database and the demo of a machine on which nothing is configured, section <c>Embedded</c>.</summary>
public sealed class EmbeddedOptions
{
    public const string Section = "Embedded";

    /// <summary>Folder of database, keys, mail and demo. Empty: a folder of this system's for programs' own files.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>Folder with <c>postgres</c> and <c>initdb</c>. Empty: the usual places are searched.</summary>
    public string PostgresBinaries { get; set; } = "";

    /// <summary>Whether a demo agency with a demo portal is created and kept running. The argument <c>--empty</c> switches it off.</summary>
    public bool Demo { get; set; } = true;

    /// <summary>The folder, with the default filled in.</summary>
    public string Folder => DataFolder.Length > 0 ? Path.GetFullPath(DataFolder) : Path.GetDirectoryName(LocalClusterOptions.DefaultDataFolder("dedup-portal"))!;
}
