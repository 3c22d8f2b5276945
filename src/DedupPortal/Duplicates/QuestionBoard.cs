using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Which group to decide first. <paramref name="Alike"/> and <paramref name="Linked"/>: other open pairs that its answer moves or settles.</summary>
public sealed record QuestionView(GroupRow Group, int Alike, int Linked)
{
    public int Settles => Alike + Linked;
}

/// <summary>Keeps the questions that the engine would ask next.</summary>
internal static class QuestionBoard
{
    /// <summary>Writes the questions of a matching whose groups have been published.</summary>
    public static async Task WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, IReadOnlyList<EntityRef> cards, MatchConstraints constraints, MatchResult found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = OpenQuestions.Rank(found, constraints, ReviewQuestion.Most);
        var pairs = asked.Select(question => (First: cards[question.Pair.First], Second: cards[question.Pair.Second])).ToList();
        var groups = await GroupsAsync(db, portal, pairs, cancellationToken);
        var wanted = asked.Select(question => question.Pair).ToHashSet();
        var patterns = found.Scores.Where(score => wanted.Contains(score.Pair)).DistinctBy(score => score.Pair).ToDictionary(score => score.Pair, score => score.Pattern.Value);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<ReviewQuestion>().Where(row => row.PortalId == portal).ExecuteDeleteAsync(cancellationToken);
        var rank = 0;
        foreach (var (question, pair) in asked.Zip(pairs))
        {
            // A pair whose cards went into different groups is nothing that the queue can ask.
            if (groups.GetValueOrDefault(pair) is not { } group) continue;
            db.Add(new ReviewQuestion
            {
                TenantId = tenant, PortalId = portal, Rank = ++rank, GroupId = group, FirstType = pair.First.Type, FirstId = pair.First.Id, SecondType = pair.Second.Type, SecondId = pair.Second.Id,
                Pattern = patterns[question.Pair], Alike = question.Alike, Linked = question.Linked, CountedAt = now,
            });
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// The open group that settles most, with what is left to settle: pairs like it that were decided since the count are taken off. Null when
    /// there is nothing to settle.
    /// </summary>
    public static async Task<(GroupId Group, int Alike, int Linked)?> BestAsync(PortalDbContext db, PortalId? portal, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await (
            from question in db.Set<ReviewQuestion>().AsNoTracking()
            where portal == null || question.PortalId == portal
            join duplicates in db.Set<DuplicateGroup>() on question.GroupId equals duplicates.Id
            where duplicates.State == GroupState.Open || (duplicates.State == GroupState.Postponed && duplicates.PostponedUntil <= now)
            select new
            {
                question.GroupId, question.Rank, question.Alike, question.Linked,
                Since = db.Set<ReviewDecision>().Count(row => row.PortalId == question.PortalId && row.Pattern == question.Pattern && row.DecidedAt > question.CountedAt && row.RetractedAt == null),
            }).ToListAsync(cancellationToken);
        return rows.Select(row => (Group: row.GroupId, Alike: Math.Max(0, row.Alike - row.Since), row.Linked, row.Rank)).Where(row => row.Alike + row.Linked > 0)
            .OrderBy(row => row.Rank).ThenByDescending(row => row.Alike + row.Linked).ThenBy(row => row.Group.Value)
            .Select(row => ((GroupId, int, int)?)(row.Group, row.Alike, row.Linked)).FirstOrDefault();
    }

    private static async Task<Dictionary<(EntityRef, EntityRef), GroupId?>> GroupsAsync(PortalDbContext db, PortalId portal, IReadOnlyList<(EntityRef First, EntityRef Second)> pairs, CancellationToken cancellationToken)
    {
        var ids = pairs.SelectMany(pair => new[] { pair.First.Id, pair.Second.Id }).Distinct().ToList();
        var members = await (
            from member in db.Set<GroupMember>().AsNoTracking()
            where member.PortalId == portal && ids.Contains(member.EntityId)
            join duplicates in db.Set<DuplicateGroup>() on member.GroupId equals duplicates.Id
            where duplicates.State == GroupState.Open || duplicates.State == GroupState.Postponed
            select new { member.GroupId, member.Type, member.EntityId }).ToListAsync(cancellationToken);
        var groupsOf = members.ToLookup(member => new EntityRef(member.Type, member.EntityId), member => member.GroupId);
        return pairs.Distinct().ToDictionary(pair => pair, pair => groupsOf[pair.First].Intersect(groupsOf[pair.Second]).Select(group => (GroupId?)group).FirstOrDefault());
    }
}
