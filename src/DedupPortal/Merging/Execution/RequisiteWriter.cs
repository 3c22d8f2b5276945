using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Re-creates requisites under new numbers and deletes those that the merge had moved.</summary>
internal static class RequisiteWriter
{
    private static readonly string[] s_own = ["ID", "ENTITY_TYPE_ID", "ENTITY_ID", "DATE_CREATE", "DATE_MODIFY", "CREATED_BY_ID", "MODIFY_BY_ID"];

    public static async Task<StepReply> AddAsync(BitrixClient client, MergeStep.AddRequisite step, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        if (found is null)
        {
            var fields = Copy(step.Requisite.Fields);
            (fields["ENTITY_TYPE_ID"], fields["ENTITY_ID"]) = ((int)step.Record.Type, step.Record.Id);
            var added = await client.CallAsync(new BitrixCall("crm.requisite.add", new JsonObject { ["fields"] = fields }), cancellationToken);
            if (added.Error is { } error) return StepReply.From(error, step.Record);
            if (!long.TryParse(FieldValue.Text(added.Value.Result), out var id)) return new StepReply.Lost();
            found = id;
        }

        return await BankDetailsAsync(client, step, found.Value, cancellationToken);
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.AddRequisite step, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        if (found is null) return new StepReply.NotReached();
        // The bank details may be missing still: sending looks for what is there and adds the rest.
        return step.Requisite.BankDetails.Count > 0 ? new StepReply.NotReached() : new StepReply.Reached(StepOutcome.Nothing with { NewId = found });
    }

    public static async Task<StepReply> DeleteAsync(BitrixClient client, MergeStep.DeleteRequisite step, CancellationToken cancellationToken)
    {
        var sent = await client.CallAsync(new BitrixCall("crm.requisite.delete", new JsonObject { ["id"] = step.Requisite.Id }), cancellationToken);
        if (sent.Error is null or BitrixError.NotFound) return StepReply.Done;
        // The portal has no code for a requisite that is gone.
        if (sent.Error is BitrixError.Rejected) return await InspectAsync(client, step, cancellationToken) is StepReply.Reached ? StepReply.Done : StepReply.From(sent.Error, step.Record);
        return StepReply.From(sent.Error, step.Record);
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.DeleteRequisite step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(new BitrixCall("crm.requisite.list", new JsonObject { ["filter"] = new JsonObject { ["ID"] = step.Requisite.Id } }), cancellationToken);
        if (read.Error is { } error) return StepReply.FromRead(error, step.Record);
        return PortalJson.Rows(read.Value.Result).Any() ? new StepReply.NotReached() : StepReply.Done;
    }

    /// <summary>True when the two have the same content under whatever numbers.</summary>
    public static bool AreSame(RequisiteSnapshot left, RequisiteSnapshot right)
    {
        var wanted = Copy(left.Fields);
        return wanted.Count == Copy(right.Fields).Count && wanted.All(pair => FieldValue.Same(right.Fields[pair.Key], pair.Value));
    }

    private static async Task<(long? Id, StepReply? Problem)> FindAsync(BitrixClient client, MergeStep.AddRequisite step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(new BitrixCall("crm.requisite.list", new JsonObject
        {
            ["filter"] = new JsonObject { ["ENTITY_TYPE_ID"] = (int)step.Record.Type, ["ENTITY_ID"] = step.Record.Id },
        }), cancellationToken);
        if (read.Error is { } error) return (null, StepReply.FromRead(error, step.Record));
        var wanted = Copy(step.Requisite.Fields);
        var same = PortalJson.Rows(read.Value.Result).FirstOrDefault(row => wanted.All(pair => FieldValue.Same(row[pair.Key], pair.Value)));
        return (same?.Id("ID"), null);
    }

    private static async Task<StepReply> BankDetailsAsync(BitrixClient client, MergeStep.AddRequisite step, long requisite, CancellationToken cancellationToken)
    {
        if (step.Requisite.BankDetails.Count > 0)
        {
            var read = await client.CallAsync(new BitrixCall("crm.requisite.bankdetail.list", new JsonObject { ["filter"] = new JsonObject { ["ENTITY_ID"] = requisite } }), cancellationToken);
            if (read.Error is { } unreadable) return StepReply.FromRead(unreadable, step.Record);
            var present = PortalJson.Rows(read.Value.Result).ToList();
            foreach (var bank in step.Requisite.BankDetails.Select(Copy).Where(bank => !present.Exists(row => bank.All(pair => FieldValue.Same(row[pair.Key], pair.Value)))))
            {
                bank["ENTITY_ID"] = requisite;
                var added = await client.CallAsync(new BitrixCall("crm.requisite.bankdetail.add", new JsonObject { ["fields"] = bank }), cancellationToken);
                if (added.Error is { } error) return StepReply.From(error, step.Record);
            }
        }

        return new StepReply.Reached(StepOutcome.Nothing with { NewId = requisite });
    }

    private static JsonObject Copy(JsonObject fields)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in fields)
            if (!s_own.Contains(name) && !FieldValue.IsEmpty(value))
                copy[name] = value!.DeepClone();
        return copy;
    }
}
