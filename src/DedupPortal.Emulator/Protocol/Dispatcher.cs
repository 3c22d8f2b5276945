using System.Buffers;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Finds the method, asks faults, scope and limits, runs it under the portal's gate, tells what it changed.</summary>
internal sealed class Dispatcher(Portal portal, MethodTable methods, FaultBook faults, Limits limits, EventFeed feed)
{
    public Portal Portal { get; } = portal;

    public RestMethod? Find(string name) => Portal.State.Profile.KnowsMethod(name) ? methods.Find(name) : null;

    /// <param name="rows">Takes the rows of a list; the outcome points into it.</param>
    public CallOutcome Run(Caller caller, RestMethod method, CallParameters parameters, ArrayBufferWriter<byte> rows)
    {
        var start = Portal.Clock.Instant();
        var fault = faults.Next(method.Name);
        if (fault is { BeforeExecution: true })
            throw new TransportFaultException(fault);
        var call = new RestCall(Portal, caller, method.Name, parameters, rows) { Fault = fault };
        JsonNode? result;
        OperatingUse? use;
        try
        {
            if (fault?.Refusal() is { } planned)
                throw planned;
            lock (Portal.Gate)
            {
                Authorise(caller, method, fault);
                var counted = !Portal.State.Profile.OnPremise;
                if (counted)
                    limits.CheckOperating(caller.Key, method);
                try
                {
                    result = method.Run(call);
                }
                finally
                {
                    // The time of a call that ends in a refusal is gone, too.
                    use = counted ? limits.Charge(caller.Key, method, call) : null;
                }
                if (method.Writes)
                {
                    feed.Publish(call.Changes, call.Actor);
                    Portal.Touch();
                }
            }
        }
        catch (RestRefusalException refusal)
        {
            return CallOutcome.Refused(Portal.State.Profile.NumericCodes ? refusal.WithNumericCode() : refusal) with { Transport = fault };
        }
        return new CallOutcome(result, Refusal: null, new CallTime(start, Portal.Clock.Instant(), use) { Whole = Portal.State.Profile.WholeSeconds })
        {
            Rows = call.Rows, Total = call.Total, Next = call.Next, Transport = fault,
        };
    }

    private void Authorise(Caller caller, RestMethod method, FaultRule? fault)
    {
        if (fault?.Kind == "revokeWebhook" && caller.Webhook is not null)
        {
            caller.Webhook.Revoked = true;
            Portal.Touch();
        }
        if (caller.Webhook?.Revoked == true)
            throw Refusals.InvalidCredentials(Portal.State.Profile);
        if (Portal.State.Profile.Confirmations.TryGetValue(method.Name, out var confirmation))
            throw Refusals.Unconfirmed(confirmation);
        if (caller.User.Extranet && method.Scope == "crm")
            throw Refusals.Outsider(method.Name);
        if (caller.Application is null && method.WebhookRefusal is { } refusal)
            throw refusal;
        if (!caller.Holds(method))
            throw Refusals.InsufficientScope(Portal.State.Profile, caller.TokenName);
    }
}

internal static class Refusals
{
    public static RestRefusalException InvalidCredentials(PortalProfile profile) =>
        RestRefusalException.Code("INVALID_CREDENTIALS", "Invalid request credentials", Disputed(profile));

    public static RestRefusalException InsufficientScope(PortalProfile profile, string token) =>
        RestRefusalException.Code("insufficient_scope", $"The request requires higher privileges than provided by the {token}", Disputed(profile));

    public static RestRefusalException Unconfirmed(string answer) => answer == "denied"
        ? RestRefusalException.Code("METHOD_CONFIRM_DENIED", "Method call denied", 403)
        : RestRefusalException.Code("METHOD_CONFIRM_WAITING", "Waiting for confirmation", 401);

    /// <summary>The two families of methods spell the same refusal differently.</summary>
    public static RestRefusalException Outsider(string method) => RestRefusalException.Code(
        method.StartsWith("crm.item", StringComparison.OrdinalIgnoreCase) ? "allowed_only_intranet_user" : "ALLOWED_ONLY_INTRANET_USER",
        "Only intranet users are allowed", 403);

    private static int Disputed(PortalProfile profile) => profile.DocumentedStatuses ? 403 : 401;

    public static RestRefusalException MethodNotFound() => RestRefusalException.Code("ERROR_METHOD_NOT_FOUND", "Method not found!", 404);

    public static RestRefusalException NoAuth() => RestRefusalException.Code("NO_AUTH_FOUND", "Wrong authorization data", 401);

    public static RestRefusalException QueryLimit() => RestRefusalException.Code("QUERY_LIMIT_EXCEEDED", "Too many requests", 503);

    public static RestRefusalException OperationLimit() =>
        RestRefusalException.Code("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", 429);

    public static RestRefusalException Overload() => RestRefusalException.Code("OVERLOAD_LIMIT", "REST API is blocked due to overload.", 503);
}
