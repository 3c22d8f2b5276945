using System.Buffers;
using System.Text.Json;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Faults;

namespace DedupPortal.Emulator.Protocol;

/// <summary>`/rest/{method}` and `/rest/{user}/{secret}/{method}`.</summary>
internal sealed class RestEndpoint(Dispatcher dispatcher, Journal journal, Limits limits, FaultBook faults)
{
    private readonly AnswerBuffers _buffers = new();

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
        if (faults.MovedTo(name, context.Request.Host) is { } host)
        {
            journal.Add(name, parameters.Root, 302, error: null, user: null, inner: null);
            await TransportFaults.RedirectAsync(context, host);
            return;
        }
        var (rows, body) = (_buffers.Take(), _buffers.Take());
        try
        {
            var (status, transport) = Run(context, segments, name, parameters, rows, body);
            await TransportFaults.WriteAsync(context, transport, status, body.WrittenMemory);
        }
        finally
        {
            _buffers.Return(rows);
            _buffers.Return(body);
        }
    }

    private (int Status, FaultRule? Transport) Run(
        HttpContext context, string[] segments, string name, CallParameters parameters, ArrayBufferWriter<byte> rows, ArrayBufferWriter<byte> body)
    {
        var start = dispatcher.Portal.Clock.Instant();
        using var writer = new Utf8JsonWriter(body, RowPage.Relaxed);
        Batch? batch = null;
        FaultRule? transport = null;
        Caller? caller = null;
        var status = 200;
        string? error = null;
        try
        {
            if (!dispatcher.Portal.State.Profile.OnPremise)
                limits.CheckRate(context.Connection.RemoteIpAddress?.ToString() ?? "");
            if (!dispatcher.Portal.State.Profile.MethodBeforeCaller)
                caller = Identify(segments, parameters, context.Request.IsHttps);
            var method = dispatcher.Find(name) ?? throw Refusals.MethodNotFound();
            caller ??= Identify(segments, parameters, context.Request.IsHttps);
            if (faults.AtTheDoor(method.Name == "batch" ? Batch.Methods(parameters).Prepend(method.Name) : [method.Name]) is { } closed)
                throw new TransportFaultException(closed);
            var outcome = dispatcher.Run(caller, method, parameters, rows);
            transport = outcome.Transport;
            if (outcome.Refusal is { } refusal)
                throw refusal;
            if (method.Name == "batch")
            {
                batch = new Batch(dispatcher, caller, rows);
                var outcomes = batch.Run(parameters);
                transport ??= batch.Transport;
                Answer.Write(writer, outcomes, new CallTime(start, dispatcher.Portal.Clock.Instant()) { Whole = dispatcher.Portal.State.Profile.WholeSeconds });
            }
            else
            {
                Answer.Write(writer, outcome);
            }
        }
        catch (RestRefusalException refusal)
        {
            (status, error) = (refusal.Status, refusal.Description);
            refusal.ToJson().WriteTo(writer);
        }
        catch (TransportFaultException fault)
        {
            transport = fault.Rule;
        }
        writer.Flush();
        journal.Add(name, parameters.Root, TransportFaults.StatusOf(transport) ?? status, error, caller?.User.Id, batch?.Inner);
        return (status, transport);
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
