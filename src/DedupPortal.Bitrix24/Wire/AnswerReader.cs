using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>Turns a status, a header or two and a body into an answer or an error. The body decides, not the status.</summary>
internal static class AnswerReader
{
    // A hostile portal could repeat a key; the node model would throw only when the object is first touched.
    internal static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The envelope, holding <c>result</c>, or the error. Disposes the answer.</summary>
    internal static BitrixResult<JsonObject> Envelope(AnswerBody answer, Uri asked, ErrorCases errors)
    {
        using (answer) return Judge(answer, asked, "result", errors);
    }

    /// <summary>The whole object of the authorisation server, which has <c>access_token</c> or <c>result</c>, or the error.</summary>
    internal static BitrixResult<JsonObject> Object(AnswerBody answer, Uri asked, ErrorCases errors)
    {
        var tokens = Judge(answer, asked, "access_token", errors);
        return tokens.Error is BitrixError.RetryLater { Code: ClientCodes.NoResult } ? Judge(answer, asked, "result", errors) : tokens;
    }

    private static BitrixResult<JsonObject> Judge(AnswerBody answer, Uri asked, string success, ErrorCases errors)
    {
        if ((int)answer.Status is >= 300 and < 400) return Redirect(answer.Location, asked);

        var root = Parse(answer.Json.Span);
        if (root?["error"] is { } error)
            return errors.FromBody(error, root["error_description"], answer.Status, root["time"], answer.RetryAfter);
        if (root is not null && root.ContainsKey(success)) return root;
        return ErrorCases.FromStatus(answer.Status, isJson: root is not null, answer.RetryAfter);
    }

    /// <summary>The answer inside an envelope that holds <c>result</c>.</summary>
    internal static BitrixAnswer Answer(JsonObject envelope) =>
        Answer(envelope["result"], envelope["total"], envelope["next"], envelope["time"]);

    internal static BitrixAnswer Answer(JsonNode? result, JsonNode? total, JsonNode? next, JsonNode? time) => new(
        result,
        TolerantJson.Int(total),
        TolerantJson.Int(next),
        TolerantJson.Double(TolerantJson.Member(time, "operating")),
        TolerantJson.UnixMoment(TolerantJson.Member(time, "operating_reset_at")));

    private static BitrixError Redirect(Uri? location, Uri asked)
    {
        if (location is null || !location.IsAbsoluteUri || location.Scheme is not ("http" or "https"))
            return new BitrixError.AddressRefused(ClientCodes.Redirected, "");
        if (string.Equals(location.IdnHost, asked.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            return location.Scheme == Uri.UriSchemeHttps && asked.Scheme == Uri.UriSchemeHttp
                ? new BitrixError.AddressRefused(AddressGuard.HttpsRequired, "")
                : new BitrixError.AddressRefused(ClientCodes.Redirected, "");
        }

        var endpoint = location.IsDefaultPort ? location.IdnHost : PortalAddress.EndpointOf(location.IdnHost, location.Port);
        return new BitrixError.PortalRenamed(ClientCodes.Redirected, "", endpoint, PortalAddress.Moved(asked, location));
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
