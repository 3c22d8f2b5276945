using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Gives deals, leads and other children back to the cards that they belonged to, whether those are made anew or stayed.</summary>
internal static class ChildRestoration
{
    public static IEnumerable<MergeStep> Plan(UndoRequest request, SortedSet<string> missing)
    {
        var owners = request.GivenUp;
        var children = request.Before.Where(snapshot => owners.Contains(snapshot.Ref)).SelectMany(snapshot => snapshot.Children).DistinctBy(child => child.Ref);
        foreach (var before in children.Where(child => !owners.Contains(child.Ref)).OrderBy(child => child.Ref))
        {
            if (!request.Children.TryGetValue(before.Ref, out var now))
            {
                missing.Add(before.Ref.ToString());
                continue;
            }

            var survivor = request.Plan.Survivor;
            if (Contacts(request, owners, before, now, missing) is { } links) yield return links;
            if (Field("companyId", EntityType.Company, before.CompanyId, now.CompanyId) is { } company) yield return company;
            if (Field("leadId", EntityType.Lead, before.LeadId, now.LeadId) is { } lead) yield return lead;

            MergeStep.UpdateRecord? Field(string field, EntityType type, long? was, long? isNow)
            {
                if (was is null || isNow == was || !owners.Contains(new EntityRef(type, was.Value))) return null;
                if (isNow != survivor.Id)
                {
                    missing.Add($"{before.Ref}.{field}");
                    return null;
                }

                return new MergeStep.UpdateRecord(
                    before.Ref, new JsonObject { [field] = request.Map(new EntityRef(type, was.Value)).Id }, new JsonObject { [field] = isNow }, [], []);
            }
        }
    }

    private static MergeStep.SetLinks? Contacts(UndoRequest request, IReadOnlySet<EntityRef> owners, ChildRecord before, ChildRecord now, SortedSet<string> missing)
    {
        var mine = before.Contacts.Where(row => owners.Contains(row.To) && now.Contacts.All(other => other.To != request.Map(row.To))).ToList();
        if (mine.Count == 0) return null;
        var survivor = request.Plan.Survivor;
        if (now.Contacts.All(row => row.To != survivor))
        {
            // Somebody gave the child to another client since.
            missing.Add($"{before.Ref}.contacts");
            return null;
        }

        var hadSurvivor = before.Contacts.Any(row => row.To == survivor);
        var stayed = now.Contacts.Where(row => row.To != survivor || hadSurvivor).ToList();
        var isUntouched = stayed.Select(row => row.To).Order().SequenceEqual(before.Contacts.Except(mine).Select(row => row.To).Order());
        List<LinkRow> rows = isUntouched
            ? [.. before.Contacts.Select(row => row with { To = request.Map(row.To) })]
            : [.. stayed, .. mine.Select(row => row with { To = request.Map(row.To), IsPrimary = row.IsPrimary && !stayed.Exists(other => other.IsPrimary) })];
        return new MergeStep.SetLinks(before.Ref, EntityType.Contact, rows, now.Contacts);
    }
}
