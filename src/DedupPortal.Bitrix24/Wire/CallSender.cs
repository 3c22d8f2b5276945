using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24;

/// <summary>Sends one call of one credential: waits for the rate, sends, judges the answer, repeats where that is safe.</summary>
internal sealed partial class CallSender(
    IncomingWebhook webhook,
    HttpClient http,
    AddressGuard guard,
    RequestBucket bucket,
    BitrixClientOptions options,
    TimeProvider time,
    ILogger logger)
{
    private readonly Uri _root = new(webhook.Reveal());

    /// <summary>Reads errors of this credential's portal, which might quote the credential.</summary>
    internal ErrorCases Errors { get; } = new(webhook.Conceal, time);

    /// <summary>The envelope, which holds <c>result</c>, or what the last attempt came to.</summary>
    internal async Task<BitrixResult<JsonObject>> SendAsync(string method, JsonObject? parameters, bool repeatable, CancellationToken cancellationToken)
    {
        if (!MethodName().IsMatch(method)) throw new ArgumentException("Not the name of a REST method.", nameof(method));
        if (guard.Check(webhook.Portal) is { } refused) return refused;

        var address = new Uri(_root, method + ".json");
        var body = Encoding.UTF8.GetBytes(parameters?.ToJsonString() ?? "{}");
        for (var attempt = 1; ; attempt++)
        {
            await bucket.WaitAsync(cancellationToken);
            var started = time.GetTimestamp();
            var (outcome, status) = await SendOnceAsync(address, body, cancellationToken);
            var elapsed = (long)time.GetElapsedTime(started).TotalMilliseconds;
            if (outcome.Error is not { } error)
            {
                LogAnswered(logger, method, webhook.Portal, status, elapsed);
                return outcome;
            }

            // Refusals are the caller's business; only what may be a disturbance deserves an operator's eye.
            var level = error is BitrixError.RetryLater ? LogLevel.Warning : LogLevel.Debug;
            LogFailed(logger, level, method, webhook.Portal, status, error.GetType().Name, elapsed, attempt);
            if (error is BitrixError.RetryLater { Reason: RetryReason.RateLimit }) bucket.MarkFull();
            if (RetryRule.WaitAfter(error, repeatable, attempt, options, Random.Shared.NextDouble()) is not { } wait) return error;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(BitrixResult<JsonObject> Outcome, int Status)> SendOnceAsync(Uri address, byte[] body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            var envelope = AnswerReader.Envelope(response.StatusCode, response.Headers.Location, response.Headers.RetryAfter?.Delta, address, bytes, Errors);
            return (envelope, (int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our token: the handler gave up connecting, so nothing was sent.
            return timeout.IsCancellationRequested
                ? (new BitrixError.RetryLater(ClientCodes.Timeout, "", RetryReason.Timeout, AnswerLost: true), 0)
                : (new BitrixError.RetryLater(ClientCodes.NoConnection, "", RetryReason.Network, AnswerLost: false), 0);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (FromException(exception), 0);
        }
    }

    private static BitrixError FromException(Exception exception)
    {
        if (Inner<AddressRefusedException>(exception) is { } refused) return new BitrixError.AddressRefused(refused.Code, "");
        if (Inner<SocketException>(exception) is { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData })
            return new BitrixError.AddressRefused(ClientCodes.HostNotFound, "");

        switch ((exception as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.SecureConnectionError when Inner<AuthenticationException>(exception) is not null:
                return new BitrixError.AddressRefused(ClientCodes.Certificate, "");
            case HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError:
                return new BitrixError.RetryLater(ClientCodes.NoConnection, "", RetryReason.Network, AnswerLost: false);
            case HttpRequestError.ConfigurationLimitExceeded:
                return new BitrixError.Rejected(ClientCodes.AnswerTooLarge, "");
            default:
                return new BitrixError.RetryLater(ClientCodes.ConnectionLost, "", RetryReason.Network, AnswerLost: true);
        }
    }

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is T found) return found;
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodName();

    [LoggerMessage(1, LogLevel.Debug, "{Method} at {Portal}: HTTP {Status} in {Milliseconds} ms")]
    private static partial void LogAnswered(ILogger logger, string method, PortalAddress portal, int status, long milliseconds);

    [LoggerMessage(EventId = 2, Message = "{Method} at {Portal}: HTTP {Status}, {Outcome} in {Milliseconds} ms, attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string method, PortalAddress portal, int status, string outcome, long milliseconds, int attempt);
}
