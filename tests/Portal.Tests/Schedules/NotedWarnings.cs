using System.Collections.Concurrent;
using DedupPortal.Portals;
using DedupPortal.Schedules;

namespace DedupPortal.Portal.Tests;

/// <summary>Keeps the warnings instead of mailing them.</summary>
public sealed class NotedWarnings : ICredentialWarning
{
    public ConcurrentQueue<CredentialEnding> Given { get; } = new();

    public Task SendAsync(CredentialEnding ending, CancellationToken cancellationToken)
    {
        Given.Enqueue(ending);
        return Task.CompletedTask;
    }
}
