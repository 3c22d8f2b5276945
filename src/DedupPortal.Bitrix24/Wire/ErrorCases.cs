using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The portal's error codes as cases of <see cref="BitrixError"/>. Keyed on <c>error</c> without regard to case: for the
/// same code the documentation, the SDKs and live portals disagree about the status. The status speaks only for codes
/// that nobody documents.
/// </summary>
internal sealed class ErrorCases(Func<string, string> conceal, TimeProvider time)
{
    private const int LongestText = 500;

    internal BitrixError FromBody(JsonNode error, JsonNode? description, HttpStatusCode status, JsonNode? timing, TimeSpan? retryAfter)
    {
        // REST 3 sends an object here.
        if (error is JsonObject detailed)
        {
            description = detailed["message"];
            error = detailed["code"] ?? "";
        }

        var code = Safe(TolerantJson.Text(error) ?? "");
        var text = Safe(TolerantJson.Text(description) ?? "");
        var after = retryAfter ?? (TolerantJson.UnixMoment(TolerantJson.Member(timing, "operating_reset_at")) - time.GetUtcNow());
        return ByCode(code, text, after) ?? ByStatus(code, text, status, after);
    }

    /// <summary>For an error inside a batch, where every status is 200.</summary>
    internal BitrixError FromBatch(JsonNode entry, JsonNode? timing) => entry is JsonObject map
        ? FromBody(map["error"] ?? "", map["error_description"], HttpStatusCode.BadRequest, timing, null)
        : FromBody(entry, null, HttpStatusCode.BadRequest, timing, null);

    /// <summary>For an answer that has neither <c>result</c> nor <c>error</c>.</summary>
    internal static BitrixError FromStatus(HttpStatusCode status, bool isJson, TimeSpan? retryAfter)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"HTTP_{(int)status}");
        return (int)status switch
        {
            408 => new BitrixError.RetryLater(code, "", RetryReason.Timeout, AnswerLost: true, retryAfter),

            // A proxy's own limit: it refuses before it passes anything on.
            429 => new BitrixError.RetryLater(code, "", RetryReason.RateLimit, AnswerLost: false, retryAfter),
            >= 500 => new BitrixError.RetryLater(code, "", RetryReason.ServerFault, AnswerLost: true, retryAfter),
            >= 400 => new BitrixError.Rejected(code, ""),
            _ => new BitrixError.RetryLater(isJson ? ClientCodes.NoResult : ClientCodes.NotJson, "", RetryReason.NotJson, AnswerLost: true, retryAfter),
        };
    }

    private static BitrixError? ByCode(string code, string text, TimeSpan? after) => code.ToLowerInvariant() switch
    {
        "query_limit_exceeded" => new BitrixError.RetryLater(code, text, RetryReason.RateLimit, AnswerLost: false, after),
        "operation_time_limit" => new BitrixError.RetryLater(code, text, RetryReason.OperatingLimit, AnswerLost: false, after),
        "overload_limit" => new BitrixError.RetryLater(code, text, RetryReason.Overload, AnswerLost: false, after),
        "internal_server_error" or "error_unexpected_answer" => new BitrixError.RetryLater(code, text, RetryReason.ServerFault, AnswerLost: true, after),

        "expired_token" => new BitrixError.Reauthorise(code, text),
        "invalid_token" or "authorization_error" or "application_not_found" or "error_oauth" or "no_auth_found" or "not_installed"
            or "invalid_credentials" or "invalid_client" or "wrong_client" or "invalid_grant" or "bad_verification_code" => new BitrixError.CredentialRevoked(code, text),

        "insufficient_scope" or "invalid_scope" or "wrong_auth_type" => new BitrixError.MissingScope(code, text),
        "access_denied" when StartsWith(text, "REST is available only on commercial plans") => new BitrixError.PortalGone(code, text),
        "access_denied" or "access_error" or "user_access_error" or "allowed_only_intranet_user"
            or "method_confirm_waiting" or "method_confirm_denied" => new BitrixError.MissingRight(code, text),

        "portal_deleted" or "payment_required" => new BitrixError.PortalGone(code, text),
        "error_method_not_found" => new BitrixError.MethodMissing(code, text),
        "not_found" or "error_not_found" or "owner_not_found" or "crm_chat_empty_crm_data" => new BitrixError.NotFound(code, text),
        "invalid_request" when StartsWith(text, "Https required") => new BitrixError.AddressRefused(code, text),

        // The old methods and some controllers have no code; only the sentence tells, with and without its full stop.
        "" or "0" or "error_core" => ByText(code, text),
        "100" or "error_argument" or "invalid_request" or "error_batch_length_exceeded" or "error_batch_method_not_allowed"
            or "error_manifest_is_not_available" => new BitrixError.Rejected(code, text),
        _ => null,
    };

    private static BitrixError ByText(string code, string text)
    {
        if (StartsWith(text, "Not found") || StartsWith(text, "Element not found") || StartsWith(text, "Item not found")
            || StartsWith(text, "Company is not found"))
            return new BitrixError.NotFound(code, text);
        return StartsWith(text, "Access denied") ? new BitrixError.MissingRight(code, text) : new BitrixError.Rejected(code, text);
    }

    private static BitrixError ByStatus(string code, string text, HttpStatusCode status, TimeSpan? after) => (int)status switch
    {
        401 or 403 => new BitrixError.MissingRight(code, text),
        429 => new BitrixError.RetryLater(code, text, RetryReason.RateLimit, AnswerLost: false, after),
        >= 500 => new BitrixError.RetryLater(code, text, RetryReason.ServerFault, AnswerLost: true, after),
        _ => new BitrixError.Rejected(code, text),
    };

    private static bool StartsWith(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private string Safe(string text)
    {
        text = conceal(text);
        return text.Length <= LongestText ? text : text[..LongestText];
    }
}
