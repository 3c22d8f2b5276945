namespace DedupPortal.Matching;

/// <summary>Work on many numbered things, spread over the cores in portions; between two rounds the calling thread may say how far it is.</summary>
internal static class Portions
{
    /// <summary>Does <paramref name="act"/> for 0 to <paramref name="count"/> − 1, each once, by one of the workers; a worker belongs to one core at a time.</summary>
    /// <param name="count">How many.</param>
    /// <param name="portion">How many a core does between two looks at the cancellation; fewer altogether are done by one worker.</param>
    /// <param name="worker">Makes a core's worker; given its number, 0 for the first.</param>
    /// <param name="act">Does one.</param>
    /// <param name="report">Told before each round, how many are done.</param>
    /// <param name="cancellationToken">Stops between two rounds.</param>
    internal static void Run<T>(int count, int portion, Func<int, T> worker, Action<T, int> act, Action<int> report, CancellationToken cancellationToken)
    {
        var workers = new T[count < portion ? 1 : Environment.ProcessorCount];
        for (var part = 0; part < workers.Length; part++) workers[part] = worker(part);
        for (var first = 0; first < count; first += portion * workers.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report(first);
            var from = first;
            Parallel.For(0, workers.Length, part =>
            {
                for (var i = from + part * portion; i < Math.Min(from + (part + 1) * portion, count); i++) act(workers[part], i);
            });
        }
    }
}
