using System.Net.Sockets;
using System.Security.Authentication;

namespace DedupPortal.Bitrix24;

/// <summary>One request and its answer; failures of the network as cases of <see cref="BitrixError"/>.</summary>
internal sealed class HttpExchange(HttpClient http, BitrixClientOptions options, TimeProvider time)
{
    /// <summary>The answer, to be disposed by the caller, or why there is none: exactly one of the two.</summary>
    internal async Task<(AnswerBody? Answer, BitrixError? Error)> PostAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (await AnswerBody.ReadAsync(response, options.LargestAnswer, either.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our token: the handler gave up connecting, so nothing was sent.
            return timeout.IsCancellationRequested
                ? (null, new BitrixError.RetryLater(ClientCodes.Timeout, "", RetryReason.Timeout, AnswerLost: true))
                : (null, new BitrixError.RetryLater(ClientCodes.NoConnection, "", RetryReason.Network, AnswerLost: false));
        }
        catch (AnswerTooLargeException)
        {
            return (null, new BitrixError.Rejected(ClientCodes.AnswerTooLarge, ""));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, FromException(exception));
        }
    }

    private static BitrixError FromException(Exception exception)
    {
        if (Inner<AddressRefusedException>(exception) is { } refused) return new BitrixError.AddressRefused(refused.Code, "");
        if (Inner<SocketException>(exception) is { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData })
            return new BitrixError.AddressRefused(ClientCodes.HostNotFound, "");

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when Inner<AuthenticationException>(exception) is not null => new BitrixError.AddressRefused(ClientCodes.Certificate, ""),
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError =>
                new BitrixError.RetryLater(ClientCodes.NoConnection, "", RetryReason.Network, AnswerLost: false),
            _ => new BitrixError.RetryLater(ClientCodes.ConnectionLost, "", RetryReason.Network, AnswerLost: true),
        };
    }

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is T found) return found;
        return null;
    }
}
