using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>
/// What decides whether an open line knows a client again. <paramref name="Name"/>: as the portal calls it; empty when it is not told.
/// <paramref name="ChecksCrm"/>: the line looks for the client in the CRM before it makes a card; null when the portal does not tell.
/// </summary>
public sealed record OpenLineSetting(string Line, string Name, bool? ChecksCrm);

/// <summary>Reads settings of a portal's open lines, as they are now. Writes nothing.</summary>
public sealed class OpenLineSettings(PortalClients clients)
{
    /// <summary>
    /// One setting for each line, in order; one request, none for no lines. A portal that has no such method, a webhook without the right
    /// and a line that is gone are no failure: then nothing is known. Fails with what the portal says otherwise.
    /// </summary>
    public async Task<Result<IReadOnlyList<OpenLineSetting>>> ReadAsync(PortalId portal, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var settings = lines.Distinct(StringComparer.Ordinal).ToDictionary(line => line, line => new OpenLineSetting(line, "", null), StringComparer.Ordinal);
        if (settings.Count == 0) return new List<OpenLineSetting>();
        var client = await clients.OpenAsync(portal, cancellationToken);
        if (client.Failure is { } closed) return closed;
        var batch = new BatchCollector(client.Value);
        foreach (var line in settings.Keys.ToList())
        {
            batch.Add(
                new BitrixCall("imopenlines.config.get", new JsonObject { ["CONFIG_ID"] = line, ["WITH_QUEUE"] = "N" }),
                answer =>
                {
                    if (answer.Result is JsonObject row) settings[line] = new OpenLineSetting(line, row.Text("LINE_NAME") ?? "", row.Text("CRM") is { } crm ? crm is "Y" : null);
                },
                error => error is BitrixError.MissingScope or BitrixError.MissingRight or BitrixError.MethodMissing or BitrixError.NotFound or BitrixError.Rejected ? null : error);
        }

        return await batch.RunAsync(cancellationToken) is { } error ? PortalFailures.From(error) : settings.Values.ToList();
    }
}
