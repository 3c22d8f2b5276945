using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>
/// The list methods of a portal with the ids 1, 3, 5, …: single calls and batches with <c>&gt;ID</c> references, of which a
/// missing one reads from the start. Its switches are the ways in which a portal may go wrong.
/// </summary>
internal sealed partial class ListPortal(int rows)
{
    internal bool Universal { get; init; }

    /// <summary>References stay text, which compares as 0: every page of a batch but the first reads from the start.</summary>
    internal bool IgnoresReferences { get; init; }

    /// <summary>What the portal says it counted; null for the truth, negative for nothing.</summary>
    internal int? ClaimedTotal { get; init; }

    /// <summary>Number of the page (over all requests, from 1) that fails.</summary>
    internal int FailingPage { get; init; }

    internal int PagesServed { get; private set; }

    internal int PagesFromTheStart { get; private set; }

    internal Task<ScriptedPortal> StartAsync() => ScriptedPortal.StartAsync((request, _) => Answer(request));

    private Scripted Answer(ScriptedPortal.Received request)
    {
        var body = JsonNode.Parse(request.Body)!;
        if (request.Path.EndsWith("/batch.json", StringComparison.Ordinal)) return Batch(body);
        var total = ClaimedTotal is { } claimed ? (claimed < 0 ? "" : $",\"total\":{claimed}") : $",\"total\":{rows - Skipped(After(body["filter"]![">ID"] ?? body["filter"]![">id"]))}";
        var page = Page(After(body["filter"]![">ID"] ?? body["filter"]![">id"]));
        return new Scripted(200, $$"""{"result":{{page.ToJsonString()}}{{total}},"next":50}""");
    }

    private Scripted Batch(JsonNode body)
    {
        var results = new JsonObject();
        var errors = new JsonObject();
        foreach (var (key, line) in body["cmd"]!.AsObject())
        {
            var query = Uri.UnescapeDataString(line!.GetValue<string>());
            if (PagesServed + 1 == FailingPage)
            {
                errors[key] = new JsonObject { ["error"] = "OPERATION_TIME_LIMIT", ["error_description"] = "" };
                break;
            }

            var after = AfterPattern().Match(query).Groups["value"].Value;
            var reference = Reference().Match(after);
            var id = reference.Success
                ? (IgnoresReferences ? 0 : After(Look(results[reference.Groups["key"].Value])))
                : long.Parse(after, CultureInfo.InvariantCulture);
            if (reference.Success && id == 0) PagesFromTheStart++;
            results[key] = Page(id);
        }

        // Empty maps come as lists.
        var answer = new JsonObject { ["result"] = results, ["result_error"] = errors.Count == 0 ? new JsonArray() : errors, ["result_total"] = new JsonArray() };
        return Scripted.Ok(answer.ToJsonString());
    }

    private JsonNode? Look(JsonNode? page)
    {
        var list = (JsonArray?)(Universal ? page?["items"] : page);
        return list is { Count: > 49 } ? list[49]![Universal ? "id" : "ID"] : null;
    }

    private JsonNode Page(long after)
    {
        PagesServed++;
        var first = Skipped(after);
        var list = new JsonArray();
        for (var row = first; row < Math.Min(first + 50, rows); row++)
        {
            var id = (2L * row) + 1;
            list.Add(Universal ? new JsonObject { ["id"] = id } : new JsonObject { ["ID"] = id.ToString(CultureInfo.InvariantCulture) });
        }

        return Universal ? new JsonObject { ["items"] = list } : list;
    }

    private int Skipped(long after) => (int)Math.Min(rows, (after + 1) / 2);

    private static long After(JsonNode? node) => node is null ? 0 : long.Parse(node.ToString(), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"filter\[>(ID|id)\]=(?<value>[^&]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AfterPattern();

    [GeneratedRegex(@"^\$result\[(?<key>p\d+)\](\[items\])?\[49\]\[(ID|id)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
