namespace DedupPortal.LocalPostgres;

/// <summary>What the server said about its own start.</summary>
internal static class ServerLog
{
    private const int TailLines = 8;

    public static bool TellsOfTakenPort(string file) => Tail(file).Contains("could not bind", StringComparison.Ordinal);

    public static string Tail(string file) =>
        File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(TailLines)) : "(there is no log)";
}
