using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>Turns a status, a header or two and a body into an answer or an error. The body decides, not the status.</summary>
internal static class AnswerReader
{
    // A hostile portal could repeat a key; the node model would throw only when the object is first touched.
    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false };

    /// <summary>The envelope, holding <c>result</c>, or the error.</summary>
    internal static BitrixResult<JsonObject> Envelope(HttpStatusCode status, Uri? location, TimeSpan? retryAfter, Uri asked, ReadOnlySpan<byte> body, ErrorCases errors)
    {
        if ((int)status is >= 300 and < 400) return Redirect(location, asked);

        var root = Parse(body);
        if (root?["error"] is { } error)
            return errors.FromBody(error, root["error_description"], status, root["time"], retryAfter);
        if (root is not null && root.ContainsKey("result")) return root;
        return ErrorCases.FromStatus(status, isJson: root is not null, retryAfter);
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
        return new BitrixError.PortalRenamed(ClientCodes.Redirected, "", endpoint);
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> body)
    {
        // PHP files saved with a byte order mark print it before the answer, once per file.
        while (body.StartsWith("\uFEFF"u8)) body = body[3..];
        try
        {
            return JsonNode.Parse(body, documentOptions: s_json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
