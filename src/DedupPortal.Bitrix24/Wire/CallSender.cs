using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Sends calls of one credential: waits for the portal's limits, sends, judges the answer, refreshes a token that ran out,
/// follows a portal that moved, repeats where that is safe.
/// </summary>
internal sealed partial class CallSender(ICredential credential, HttpExchange exchange, AddressGuard guard, PortalLimits limits, CallPolicy policy, BitrixClientOptions options, TimeProvider time, ILogger logger)
{
    private volatile PortalAddress _portal = credential.Portal;

    /// <summary>The portal's present address.</summary>
    internal PortalAddress Portal => _portal;

    internal CallPolicy Policy => policy;

    internal bool ActsForApplication => credential is ApplicationCredential;

    /// <summary>Operating time that this credential has used, per method.</summary>
    internal OperatingBudget Operating => limits.Operating;

    /// <summary>How fast the portal may be asked, by its plan.</summary>
    internal RateLimit Limit => limits.Requests.Limit;

    /// <summary>Reads errors of this credential's portal, which might quote the credential.</summary>
    internal ErrorCases Errors { get; } = new(credential.Conceal, time);

    /// <summary>A sender of the same credential with another policy.</summary>
    internal CallSender With(CallPolicy other) => new(credential, exchange, guard, limits, other, options, time, logger) { _portal = _portal };

    /// <summary>
    /// The answer in the form that <paramref name="judge"/> makes of it, or what the last attempt came to.
    /// <paramref name="methods"/>: whose operating time the call uses. <paramref name="judge"/> owns the answer.
    /// </summary>
    internal async Task<BitrixResult<T>> SendAsync<T>(
        string method, JsonObject? parameters, IReadOnlyCollection<string> methods, bool repeatable, Func<AnswerBody, Uri, BitrixResult<T>> judge, CancellationToken cancellationToken)
    {
        if (!MethodName().IsMatch(method)) throw new ArgumentException("Not the name of a REST method.", nameof(method));
        var (renewed, moved) = (false, false);
        for (var attempt = 1; ; attempt++)
        {
            var portal = _portal;
            if (guard.Check(portal) is { } refused) return refused;
            if (policy.Lane is CallLane.Scan && await limits.Operating.WaitAsync(methods, options.RetryCap, cancellationToken) is { } later) return later;

            await limits.Requests.WaitAsync(policy.Lane, cancellationToken);
            var started = time.GetTimestamp();
            Secret? token;
            BitrixResult<T> outcome;
            int status;
            try
            {
                token = await credential.TokenAsync(cancellationToken);
                (outcome, status) = await SendOnceAsync(new Uri(credential.RootAt(portal), method + ".json"), Body(parameters, token), judge, cancellationToken);
            }
            finally
            {
                limits.Requests.Arrived();
            }

            var elapsed = (long)time.GetElapsedTime(started).TotalMilliseconds;
            if (outcome.Error is not { } error)
            {
                LogAnswered(logger, method, portal, status, elapsed);
                return outcome;
            }

            // Refusals are the caller's business; only what may be a disturbance deserves an operator's eye.
            var level = error is BitrixError.RetryLater ? LogLevel.Warning : LogLevel.Debug;
            LogFailed(logger, level, method, portal, status, error.GetType().Name, elapsed, attempt);
            switch (error)
            {
                // Refused before anything was executed, so a write may follow, too. Once: a new token that is refused will not get better.
                case BitrixError.Reauthorise when token is not null && !renewed:
                    renewed = true;
                    if (await RenewAsync(token, cancellationToken) is { } unrenewed) return unrenewed;
                    attempt--;
                    continue;
                case BitrixError.PortalRenamed renamed when !moved:
                    moved = true;
                    if (!await FollowAsync(portal, renamed, cancellationToken)) return error;
                    attempt--;
                    continue;
                case BitrixError.RetryLater { Reason: RetryReason.RateLimit }:
                    limits.Requests.MarkFull();
                    break;
                case BitrixError.RetryLater { Reason: RetryReason.OperatingLimit } spent:
                    foreach (var one in methods) limits.Operating.MarkSpent(one, spent.After);
                    break;
            }

            if (RetryRule.WaitAfter(error, repeatable, attempt, options, Random.Shared.NextDouble()) is not { } wait) return error;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(BitrixResult<T> Outcome, int Status)> SendOnceAsync<T>(
        Uri address, ReadOnlyMemory<byte> body, Func<AnswerBody, Uri, BitrixResult<T>> judge, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var (answer, error) = await exchange.PostAsync(address, content, cancellationToken);
        if (error is not null) return (error, 0);
        var status = (int)answer!.Status;
        return (judge(answer, address), status);
    }

    private async Task<BitrixError?> RenewAsync(Secret expired, CancellationToken cancellationToken)
    {
        var renewed = await credential.RenewAsync(expired, cancellationToken);
        if (renewed.Error is { } error) return error;

        // The authorisation server also tells where the portal lives now.
        _portal = renewed.Value.Portal;
        return null;
    }

    private async Task<bool> FollowAsync(PortalAddress asked, BitrixError.PortalRenamed renamed, CancellationToken cancellationToken)
    {
        // Another call may have followed already.
        if (_portal != asked) return true;
        if (policy.OnRenamed is null || renamed.NewAddress is not { } target || guard.Check(target) is not null) return false;
        if (!await policy.OnRenamed(target, cancellationToken)) return false;
        _portal = target;
        return true;
    }

    /// <summary>The parameters as JSON, with what authorises the call put before them.</summary>
    private ReadOnlyMemory<byte> Body(JsonObject? parameters, Secret? token)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        if (token is not null) writer.WriteString("auth", token.Reveal());
        if (policy.AuthConnector is { } connector && parameters?.ContainsKey("auth_connector") != true) writer.WriteString("auth_connector", connector);
        foreach (var (name, value) in parameters ?? [])
        {
            writer.WritePropertyName(name);
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodName();

    [LoggerMessage(1, LogLevel.Debug, "{Method} at {Portal}: HTTP {Status} in {Milliseconds} ms")]
    private static partial void LogAnswered(ILogger logger, string method, PortalAddress portal, int status, long milliseconds);

    [LoggerMessage(EventId = 2, Message = "{Method} at {Portal}: HTTP {Status}, {Outcome} in {Milliseconds} ms, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string method, PortalAddress portal, int status, string outcome, long milliseconds, int attempt);
}
