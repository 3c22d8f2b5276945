using System.Runtime.InteropServices;

namespace DedupPortal.Matching;

/// <summary>A card in a cluster, with what it knows about the client.</summary>
/// <param name="Record">Position in the list given to the engine.</param>
/// <param name="Side">Phone, Telegram or both.</param>
/// <param name="Origin">By what it was recognised as born in Telegram.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClusterMember(int Record, RecordSide Side, TelegramOrigin Origin);

/// <summary>
/// Cards of one person (or one person's deal): at least two members by rising position, connected by
/// <see cref="Links"/>. Deals are never in one cluster with people.
/// </summary>
/// <param name="Members">The cards.</param>
/// <param name="Links">
/// Every reported pair inside the cluster that is at least a possible match, strongest first. They connect all members.
/// </param>
/// <param name="WeakestLink">
/// The weakest of the links that hold the cluster together (of its maximum spanning tree): the cluster is as certain as
/// this one.
/// </param>
public sealed record DuplicateCluster(
  IReadOnlyList<ClusterMember> Members,
  IReadOnlyList<MatchScore> Links,
  MatchScore WeakestLink)
{
    /// <summary>Probability of the weakest link, 0 to 1.</summary>
    public double Probability => WeakestLink.Probability;

    /// <summary>Verdict of the weakest link.</summary>
    public Classification Classification => WeakestLink.Classification;
}
