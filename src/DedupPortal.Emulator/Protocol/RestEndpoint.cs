using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>`/rest/{method}` and `/rest/{user}/{secret}/{method}`.</summary>
internal sealed class RestEndpoint(Dispatcher dispatcher, Journal journal, RateBucket? bucket)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string BareName(string name)
    {
        var bare = name.Trim('/');
        return bare.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || bare.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            ? bare[..bare.LastIndexOf('.')]
            : bare;
    }

    public async Task HandleAsync(HttpContext context, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var name = segments.Length == 0 ? "" : BareName(segments[^1]);
        var parameters = await RequestReader.ReadAsync(context.Request, context.RequestAborted);
        var start = dispatcher.Portal.Clock.Instant();
        Batch? batch = null;
        FaultRule? transport = null;
        Caller? caller = null;
        var status = 200;
        string? error = null;
        JsonObject body;
        try
        {
            if (!dispatcher.Portal.State.Profile.OnPremise && bucket?.Admits(context.Connection.RemoteIpAddress?.ToString() ?? "") == false)
                throw Refusals.QueryLimit();
            var isBatch = string.Equals(name, "batch", StringComparison.OrdinalIgnoreCase);
            if (!dispatcher.Portal.State.Profile.MethodBeforeCaller)
                caller = Identify(segments, parameters, context.Request.IsHttps);
            var method = dispatcher.Find(name) ?? throw Refusals.MethodNotFound();
            caller ??= Identify(segments, parameters, context.Request.IsHttps);
            if (isBatch)
            {
                var outer = dispatcher.Run(caller, method, parameters);
                if (outer.Refusal is { } refused)
                    throw refused;
                transport = outer.Transport;
                batch = new Batch(dispatcher, caller);
                body = new JsonObject { ["result"] = batch.Run(parameters), ["time"] = Envelope.Time(dispatcher.Portal.Clock, start) };
                transport ??= batch.Transport;
            }
            else
            {
                var outcome = dispatcher.Run(caller, method, parameters);
                transport = outcome.Transport;
                if (outcome.Refusal is { } refusal)
                    throw refusal;
                body = Success(outcome);
            }
        }
        catch (RestRefusalException refusal)
        {
            (status, error, body) = (refusal.Status, refusal.Description, refusal.ToJson());
        }
        catch (TransportFaultException fault)
        {
            (transport, body) = (fault.Rule, new JsonObject());
        }
        journal.Add(name, parameters.Root, TransportFaults.StatusOf(transport) ?? status, error, caller?.User.Id, batch?.Inner);
        await TransportFaults.WriteAsync(context, transport, status, body.ToJsonString(s_json));
    }

    private static JsonObject Success(CallOutcome outcome)
    {
        var body = new JsonObject { ["result"] = outcome.Result };
        if (outcome.Next is { } next)
            body["next"] = next;
        if (outcome.Total is { } total)
            body["total"] = total;
        body["time"] = outcome.Time;
        return body;
    }

    private Caller Identify(string[] segments, CallParameters parameters, bool secure)
    {
        lock (dispatcher.Portal.Gate)
        {
            var caller = segments.Length switch
            {
                1 => Identification.ByToken(dispatcher.Portal, Php.Text(parameters["auth"]), secure),
                3 => Identification.ByWebhook(dispatcher.Portal, segments[0], segments[1]),
                _ => throw Refusals.NoAuth(),
            };
            return caller with { Connector = Php.Text(parameters["auth_connector"]) ?? "" };
        }
    }
}
