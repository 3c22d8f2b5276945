using System.Globalization;
using System.Security.Cryptography;

namespace DedupPortal.LocalPostgres;

/// <summary>
/// The folder of one cluster: <c>owner.lock</c>, <c>superuser.password</c>, <c>data/</c> (PostgreSQL's own) and <c>log/</c>.
/// Holds the lock until disposed.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode PassableFolder = OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;
    private readonly ServerAccount? _account;

    private ClusterFolder(string root, FileStream ownerLock, ServerAccount? account) =>
        (Root, _lock, _account) = (root, ownerLock, account);

    public string Root { get; }

    public string Cluster => Path.Combine(Root, "data");

    public string LogFolder => Path.Combine(Root, "log");

    public string LogFile => Path.Combine(LogFolder, "server.log");

    public string PasswordFile => Path.Combine(Root, "superuser.password");

    public string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>Null while there is no finished cluster in the folder.</summary>
    public int? MajorVersion =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>Creates the folder when missing and takes its lock; null when another running program holds it.</summary>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    public static ClusterFolder? TryLock(string root, ServerAccount? account)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(root);
        else if (!Directory.Exists(root))
            CreatePassable(root, account);

        try
        {
            var file = new FileStream(Path.Combine(root, "owner.lock"), NewFile(FileMode.OpenOrCreate));
            return new ClusterFolder(root, file, account);
        }
        catch (IOException) when (Directory.Exists(root) && File.Exists(Path.Combine(root, "owner.lock")))
        {
            return null;
        }
    }

    /// <summary>Gives the folder to the server's account where that is needed.</summary>
    public async Task<string> CreateForServerAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Root, name);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerFolder);
        if (_account is not null)
            await _account.TakeAsync(path, cancellationToken);
        return path;
    }

    /// <summary>Makes a new password and keeps it in a file that only the server's account (and root) reads. On Windows the user's profile folder does that.</summary>
    public async Task CreatePasswordAsync(CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        File.Delete(PasswordFile);
        await using (var file = new FileStream(PasswordFile, NewFile(FileMode.CreateNew)))
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(password), cancellationToken);
        if (_account is not null)
            await _account.TakeAsync(PasswordFile, cancellationToken);
    }

    public Task<string> ReadPasswordAsync(CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(PasswordFile, cancellationToken);

    public void Dispose() => _lock.Dispose();

    // FileShare.None is a lock that the operating system drops when its holder dies in whatever way.
    private static FileStreamOptions NewFile(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return options;
    }

    // Folders that are made on the way must let the server's account pass as well.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreatePassable(string root, ServerAccount? account)
    {
        if (Path.GetDirectoryName(root) is { } parent && !Directory.Exists(parent))
            CreatePassable(parent, account);
        Directory.CreateDirectory(root, account is null ? OwnerFolder : PassableFolder);
    }
}
