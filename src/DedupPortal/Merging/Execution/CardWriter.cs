using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Carries out changes of single cards.</summary>
internal static class CardWriter
{
    /// <summary>
    /// Sends what is missing of an update. A field that has neither the value expected before nor the wanted one was changed by somebody
    /// else meanwhile: where <paramref name="guarded"/> it is left alone and named, otherwise nothing is sent and the step is refused.
    /// </summary>
    public static async Task<StepReply> UpdateAsync(
        BitrixClient client, MergeStep.UpdateRecord step, bool guarded, LookAhead look, CancellationToken cancellationToken, bool isRepeated = false)
    {
        var fields = (JsonObject)step.Fields.DeepClone();
        var added = step.Added;
        var removed = step.Removed;
        var kept = new List<string>();
        if (look.Take(step.Record) is not { } now)
        {
            var read = await client.CallAsync(PortalJson.ItemGet(step.Record), cancellationToken);
            if (read.Error is { } unreadable) return StepReply.FromRead(unreadable, step.Record);
            if (PortalJson.Item(read.Value.Result) is not { } card) return new StepReply.Unclear();
            now = card;
        }

        var entries = PortalJson.Entries(now);
        removed = [.. removed.Where(entry => entries.Any(other => other.Id == entry.Id))];
        foreach (var name in fields.Select(pair => pair.Key).ToList())
        {
            if (FieldValue.Same(now[name], fields[name])) fields.Remove(name);
            // The amount follows the product rows, which an earlier step may have set.
            else if (name != "opportunity" && step.Before.ContainsKey(name) && !FieldValue.Same(now[name], step.Before[name]))
            {
                kept.Add($"{step.Record}.{name}");
                fields.Remove(name);
            }
        }

        var edited = removed.Where(entry => entries.First(other => other.Id == entry.Id).Value != entry.Value).ToList();
        kept.AddRange(edited.Select(entry => $"{step.Record}.{entry.TypeId}"));
        if (!guarded && kept.Count > 0)
            return new StepReply.Refused(new ChangedSincePreview(string.Join(", ", kept)), Found: Reached(step, now, [], []).Outcome with { Written = null });
        removed = [.. removed.Except(edited)];
        // An entry that was to move behind another and was edited stays as it is.
        added = [.. added.Where(entry => !edited.Exists(other => IsSame(other, entry)))];

        // An entry that is removed and added again, to stand behind another, does not count as being there.
        added = [.. added.Where(entry => !entries.Any(other => IsSame(other, entry) && removed.All(gone => gone.Id != other.Id)))];

        if (fields.Count == 0 && added.Count == 0 && removed.Count == 0) return Reached(step, now, kept, entries);
        if (added.Count + removed.Count > 0) fields["fm"] = Operations(added, removed);
        var call = new BitrixCall("crm.item.update", new JsonObject
        {
            ["entityTypeId"] = (int)step.Record.Type, ["id"] = step.Record.Id, ["fields"] = fields, ["useOriginalUfNames"] = "Y",
        });
        // Fields alone are an absolute state; an entry sent twice would stand twice.
        var (sent, before) = await look.SendAsync(client, call with { Repeatable = added.Count == 0 }, step.Record, cancellationToken);
        if (sent.Error is { } error) return StepReply.From(error, step.Record);
        if (PortalJson.Item(sent.Value.Result) is not { } answer) return new StepReply.Lost();
        if (Overwritten(fields, now, before) is { Count: > 0 } edits)
        {
            kept.AddRange(edits.Select(edit => $"{step.Record}.{edit.Key}"));
            if (!guarded) return new StepReply.Refused(new ChangedSincePreview(string.Join(", ", kept)), Found: Reached(step, answer, kept, entries).Outcome with { Overwritten = edits });
            var back = await client.CallAsync(call with { Parameters = new JsonObject { ["entityTypeId"] = (int)step.Record.Type, ["id"] = step.Record.Id, ["fields"] = edits, ["useOriginalUfNames"] = "Y" }, Repeatable = true }, cancellationToken);
            if (back.Error is { } failed) return StepReply.From(failed, step.Record);
            answer = PortalJson.Item(back.Value.Result) ?? answer;
        }

        var missing = step.Added.Any(entry => added.Contains(entry) && !PortalJson.Entries(answer).Any(other => IsSame(other, entry)));
        if (!missing) return Reached(step, answer, kept, entries);
        // A portal that takes an entry for a duplicate of one that goes in the same call has kept neither: what is missing is sent once more.
        if (!isRepeated) return await UpdateAsync(client, step, guarded, look, cancellationToken, isRepeated: true);
        kept.Add($"{step.Record}.entries");
        return Reached(step, answer, kept, entries);
    }

    /// <summary>What somebody had written after the look, and this write has overwritten.</summary>
    private static JsonObject Overwritten(JsonObject fields, JsonObject looked, JsonObject? before)
    {
        var edits = new JsonObject();
        foreach (var (name, wanted) in fields)
            if (before is not null && name is not ("fm" or "opportunity") && !FieldValue.Same(before[name], looked[name]) && !FieldValue.Same(before[name], wanted)) edits[name] = Value(before[name], wanted);
        return edits;
    }

    /// <summary>A value as it is written: one that is empty has to be said.</summary>
    internal static JsonNode Value(JsonNode? value, JsonNode? other) => value?.DeepClone() ?? (other is JsonArray ? new JsonArray() : JsonValue.Create(""));

    /// <summary>Whether the card is as the update wants it.</summary>
    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.UpdateRecord step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(PortalJson.ItemGet(step.Record), cancellationToken);
        if (read.Error is { } error) return StepReply.FromRead(error, step.Record);
        if (PortalJson.Item(read.Value.Result) is not { } item) return new StepReply.Unclear();
        var entries = PortalJson.Entries(item);
        var reached = step.Fields.All(pair => FieldValue.Same(item[pair.Key], pair.Value))
            && step.Added.All(entry => entries.Any(other => IsSame(other, entry) && step.Removed.All(gone => gone.Id != other.Id)))
            && step.Removed.All(entry => entries.All(other => other.Id != entry.Id));
        return reached ? Reached(step, item, [], []) : new StepReply.NotReached();
    }

    public static async Task<StepReply> DeleteAsync(BitrixClient client, MergeStep.DeleteRecord step, CancellationToken cancellationToken)
    {
        var sent = await client.CallAsync(
            new BitrixCall("crm.item.delete", new JsonObject { ["entityTypeId"] = (int)step.Record.Type, ["id"] = step.Record.Id }), cancellationToken);
        return sent.Error is null or BitrixError.NotFound ? StepReply.Done : StepReply.From(sent.Error, step.Record);
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.DeleteRecord step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(PortalJson.ItemGet(step.Record), cancellationToken);
        return read.Error switch
        {
            null => new StepReply.NotReached(),
            BitrixError.NotFound => StepReply.Done,
            _ => StepReply.FromRead(read.Error, step.Record),
        };
    }

    internal static JsonObject Operations(IEnumerable<MultifieldEntry> added, IEnumerable<MultifieldEntry> removed)
    {
        var operations = new JsonObject();
        foreach (var (entry, index) in added.Select((entry, index) => (entry, index)))
            operations[string.Create(CultureInfo.InvariantCulture, $"n{index}")] = new JsonObject { ["typeId"] = entry.TypeId, ["valueType"] = entry.ValueType, ["value"] = entry.Value };
        foreach (var entry in removed)
            operations[entry.Id.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["typeId"] = entry.TypeId, ["value"] = "" };
        return operations;
    }

    internal static bool IsSame(MultifieldEntry left, MultifieldEntry right) =>
        left.TypeId == right.TypeId && left.Value == right.Value && (left.ValueType == right.ValueType || right.ValueType.Length == 0);

    /// <summary>One id per added entry; 0 for one that stood there before and is not ours to take away.</summary>
    private static StepReply.Reached Reached(MergeStep.UpdateRecord step, JsonObject card, List<string> kept, IReadOnlyList<MultifieldEntry> before)
    {
        var entries = PortalJson.Entries(card);
        var written = new JsonObject();
        foreach (var (name, _) in step.Fields) written[name] = card[name]?.DeepClone();
        return new(StepOutcome.Nothing with
        {
            EntryIds = [.. step.Added.Select(added => entries.Where(entry => IsSame(entry, added) && before.All(other => other.Id != entry.Id)).Select(entry => entry.Id).LastOrDefault())],
            Kept = kept,
            Written = written,
        });
    }
}
