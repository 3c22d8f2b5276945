using System.Text.Json;

namespace DedupPortal.Emulator.Storage;

/// <summary>The portal's state on disk: written whole beside the old one, then put in its place.</summary>
internal sealed class StateFile(string path)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private long _saved;

    /// <summary>The kept state, null when there is none yet. Throws <see cref="FormatException"/> when the file is something else.</summary>
    public PortalState? Load()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<PortalState>(File.ReadAllBytes(path));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new FormatException($"The state file {path} cannot be read; delete it to begin with a fresh portal. {wrong.Message}", wrong);
        }
    }

    /// <summary>Saves shortly after each change and once more at the end.</summary>
    public async Task KeepAsync(Portal portal, CancellationToken stopping)
    {
        Save(portal, always: !File.Exists(path));
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(s_pause, stopping).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Save(portal, always: false);
        }
        Save(portal, always: false);
    }

    private void Save(Portal portal, bool always)
    {
        byte[] bytes;
        lock (portal.Gate)
        {
            if (!always && portal.Version == _saved)
                return;
            _saved = portal.Version;
            bytes = JsonSerializer.SerializeToUtf8Bytes(portal.State);
        }
        var fresh = path + ".new";
        File.WriteAllBytes(fresh, bytes);
        File.Move(fresh, path, overwrite: true);
    }
}
