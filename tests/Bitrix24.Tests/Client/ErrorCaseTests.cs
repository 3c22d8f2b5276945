using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>
/// Every error of the contract, sent as a portal sends it, to a read and to a write: the right case, and the right number
/// of attempts. Where sources disagree about the status, both are here.
/// </summary>
public sealed class ErrorCaseTests
{
    private const int Attempts = 3;

    // status, error as JSON, description, case, attempts of a read, attempts of a write
    public static TheoryData<int, string, string, string, int, int> Documented => new()
    {
        // Authorisation server
        { 400, "\"invalid_request\"", "No \"refresh_token\" parameter found", "Rejected", 1, 1 },
        { 400, "\"invalid_client\"", "", "CredentialRevoked", 1, 1 },
        { 401, "\"invalid_client\"", "", "CredentialRevoked", 1, 1 },
        { 200, "\"wrong_client\"", "", "CredentialRevoked", 1, 1 },
        { 400, "\"invalid_grant\"", "", "CredentialRevoked", 1, 1 },
        { 400, "\"bad_verification_code\"", "", "CredentialRevoked", 1, 1 },
        { 403, "\"invalid_scope\"", "", "MissingScope", 1, 1 },
        { 402, "\"PAYMENT_REQUIRED\"", "Payment required", "PortalGone", 1, 1 },
        { 401, "\"NOT_INSTALLED\"", "Application not installed", "CredentialRevoked", 1, 1 },

        // Authorisation at the portal
        { 401, "\"expired_token\"", "The access token provided has expired.", "Reauthorise", 1, 1 },
        { 401, "\"invalid_token\"", "Unable to get application by token", "CredentialRevoked", 1, 1 },
        { 401, "\"authorization_error\"", "Unable to authorize user", "CredentialRevoked", 1, 1 },
        { 401, "\"APPLICATION_NOT_FOUND\"", "", "CredentialRevoked", 1, 1 },
        { 401, "\"ERROR_OAUTH\"", "Application not installed", "CredentialRevoked", 1, 1 },
        { 401, "\"NO_AUTH_FOUND\"", "Wrong authorization data", "CredentialRevoked", 1, 1 },
        { 401, "\"METHOD_CONFIRM_WAITING\"", "Waiting for confirmation", "MissingRight", 1, 1 },
        { 403, "\"METHOD_CONFIRM_DENIED\"", "", "MissingRight", 1, 1 },
        { 401, "\"PAYMENT_REQUIRED\"", "Subscription has been ended", "PortalGone", 1, 1 },
        { 401, "\"insufficient_scope\"", "The request requires higher privileges than provided by the webhook token", "MissingScope", 1, 1 },
        { 403, "\"insufficient_scope\"", "", "MissingScope", 1, 1 },
        { 401, "\"INVALID_CREDENTIALS\"", "Invalid request credentials", "CredentialRevoked", 1, 1 },
        { 403, "\"INVALID_CREDENTIALS\"", "Invalid request credentials", "CredentialRevoked", 1, 1 },
        { 403, "\"user_access_error\"", "The user does not have access to the application.", "MissingRight", 1, 1 },
        { 401, "\"user_access_error\"", "The user does not have access to the application.", "MissingRight", 1, 1 },
        { 403, "\"ACCESS_DENIED\"", "REST is available only on commercial plans.", "PortalGone", 1, 1 },
        { 403, "\"ACCESS_DENIED\"", "Access denied!", "MissingRight", 1, 1 },
        { 400, "\"ACCESS_DENIED\"", "Application context required", "MissingRight", 1, 1 },
        { 403, "\"WRONG_AUTH_TYPE\"", "Current authorization type is denied for this method Application context required", "MissingScope", 1, 1 },
        { 403, "\"ALLOWED_ONLY_INTRANET_USER\"", "", "MissingRight", 1, 1 },
        { 403, "\"allowed_only_intranet_user\"", "", "MissingRight", 1, 1 },

        // Limits: refused before anything was executed, but only the rate counter gives way within seconds
        { 503, "\"QUERY_LIMIT_EXCEEDED\"", "Too many requests", "RetryLater RateLimit", Attempts, Attempts },
        { 429, "\"OPERATION_TIME_LIMIT\"", "Method is blocked due to operation time limit.", "RetryLater OperatingLimit", Attempts, 1 },
        { 503, "\"OVERLOAD_LIMIT\"", "REST API is blocked due to overload.", "RetryLater Overload", Attempts, 1 },

        // General
        { 500, "\"INTERNAL_SERVER_ERROR\"", "", "RetryLater ServerFault lost", Attempts, 1 },
        { 500, "\"ERROR_UNEXPECTED_ANSWER\"", "", "RetryLater ServerFault lost", Attempts, 1 },
        { 405, "\"ERROR_BATCH_METHOD_NOT_ALLOWED\"", "", "Rejected", 1, 1 },
        { 400, "\"ERROR_BATCH_LENGTH_EXCEEDED\"", "", "Rejected", 1, 1 },
        { 404, "\"ERROR_METHOD_NOT_FOUND\"", "Method not found!", "MethodMissing", 1, 1 },
        { 404, "\"ERROR_MANIFEST_IS_NOT_AVAILABLE\"", "", "Rejected", 1, 1 },
        { 400, "\"INVALID_REQUEST\"", "Https required", "AddressRefused", 1, 1 },
        { 400, "\"ERROR_ARGUMENT\"", "Argument 'CRM_ENTITY' is null or empty", "Rejected", 1, 1 },
        { 400, "\"ERROR_CORE\"", "Element not found", "NotFound", 1, 1 },
        { 400, "\"ERROR_CORE\"", "E-mail is not valid", "Rejected", 1, 1 },
        { 400, "\"\"", "Not found", "NotFound", 1, 1 },
        { 400, "\"\"", "Not found.", "NotFound", 1, 1 },
        { 400, "\"\"", "Company is not found", "NotFound", 1, 1 },
        { 400, "\"\"", "Access denied.", "MissingRight", 1, 1 },
        { 400, "\"\"", "ID is not defined or invalid.", "Rejected", 1, 1 },
        { 400, "\"\"", "Parameter 'fields' must be array.", "Rejected", 1, 1 },
        { 400, "0", "Access denied.", "MissingRight", 1, 1 },
        { 400, "0", "The parameter entityTypeId is required.", "Rejected", 1, 1 },
        { 400, "100", "Could not find value for parameter {id}", "Rejected", 1, 1 },
        { 400, "\"100\"", "Could not find value for parameter {id}", "Rejected", 1, 1 },
        { 500, "\"PORTAL_DELETED\"", "", "PortalGone", 1, 1 },
        { 403, "\"PORTAL_DELETED\"", "", "PortalGone", 1, 1 },
        { 410, "\"PORTAL_DELETED\"", "", "PortalGone", 1, 1 },

        // CRM
        { 400, "\"NOT_FOUND\"", "Element not found", "NotFound", 1, 1 },
        { 400, "\"OWNER_NOT_FOUND\"", "", "NotFound", 1, 1 },
        { 400, "\"ACCESS_ERROR\"", "", "MissingRight", 1, 1 },
        { 400, "\"CRM_CHAT_EMPTY_CRM_DATA\"", "Could not find CRM object", "NotFound", 1, 1 },
        { 400, "\"LAST_BINDING_CANNOT_BE_DELETED\"", "", "Rejected", 1, 1 },
        { 400, "\"Communication type is not defined\"", "Parameter 'type' is required.", "Rejected", 1, 1 },

        // REST 3's shape, and codes that nobody documents: only there the status speaks
        { 400, """{"code":"BITRIX_REST_V3_EXCEPTION_X","message":"m"}""", "", "Rejected", 1, 1 },
        { 401, "\"SOMETHING_NEW\"", "", "MissingRight", 1, 1 },
        { 502, "\"SOMETHING_NEW\"", "", "RetryLater ServerFault lost", Attempts, 1 },
        { 429, "\"SOMETHING_NEW\"", "", "RetryLater RateLimit", Attempts, Attempts },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task CallAsync_ErrorBody_RightCaseAndAttempts(int status, string error, string description, string expected, int readAttempts, int writeAttempts)
    {
        var body = new JsonObject { ["error"] = JsonNode.Parse(error), ["error_description"] = description };
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(status, body.ToJsonString()));
        using var factory = new BitrixClientFactory(portal.Options(Attempts), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        var read = await client.CallAsync(new BitrixCall("crm.contact.get"), CancellationToken.None);
        var afterRead = portal.Requests.Count;
        var write = await client.CallAsync(new BitrixCall("crm.contact.add"), CancellationToken.None);

        Assert.Equal(expected, Name(read.Error));
        Assert.Equal(expected, Name(write.Error));
        Assert.Equal(readAttempts, afterRead);
        Assert.Equal(writeAttempts, portal.Requests.Count - afterRead);
        if (JsonNode.Parse(error) is JsonValue code) Assert.Equal(code.ToString(), read.Error!.Code);
    }

    /// <summary>Inside a batch every status is 200 and nothing is repeated; the case is the same.</summary>
    [Theory]
    [MemberData(nameof(Documented))]
    public async Task BatchAsync_ErrorOfACall_SameCaseAndSentOnce(int status, string error, string description, string expected, int readAttempts, int writeAttempts)
    {
        // Codes that nobody documents are judged by the status, which a batch does not have.
        if (error.Contains("SOMETHING_NEW", StringComparison.Ordinal)) expected = "Rejected";
        var failure = new JsonObject { ["error"] = JsonNode.Parse(error), ["error_description"] = description };
        var result = new JsonObject { ["result"] = new JsonObject { ["a"] = true }, ["result_error"] = new JsonObject { ["b"] = failure } };
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok(result.ToJsonString()));
        using var factory = new BitrixClientFactory(portal.Options(Attempts), TimeProvider.System, new CollectedLog());

        var batch = await factory.Create(portal.Webhook).BatchAsync([("a", new BitrixCall("crm.contact.add")), ("b", new BitrixCall("crm.contact.get"))], halt: false, CancellationToken.None);

        Assert.Equal(expected, Name(batch.Value.FirstFailure!.Error));
        Assert.True(batch.Value.TryGetAnswer("a", out _));
        Assert.Single(portal.Requests);
        Assert.True(readAttempts >= writeAttempts && status > 0);
    }

    // status, body, case, attempts of a read, attempts of a write
    public static TheoryData<int, string, string, int, int> WithoutError => new()
    {
        { 502, "<html><body>Bad Gateway</body></html>", "RetryLater ServerFault lost", Attempts, 1 },
        { 504, "<html>Gateway Time-out</html>", "RetryLater ServerFault lost", Attempts, 1 },
        { 503, "<html>Service Unavailable</html>", "RetryLater ServerFault lost", Attempts, 1 },
        { 500, "", "RetryLater ServerFault lost", Attempts, 1 },
        { 429, "<html>Too Many Requests</html>", "RetryLater RateLimit", Attempts, Attempts },
        { 408, "", "RetryLater Timeout lost", 1, 1 },
        { 404, "<html>nginx</html>", "Rejected", 1, 1 },
        { 403, "<html>blocked</html>", "Rejected", 1, 1 },
        { 200, "<html>login</html>", "RetryLater NotJson lost", Attempts, 1 },
        { 200, "", "RetryLater NotJson lost", Attempts, 1 },
        { 200, """{"result":{"ID":"120","NAME":"An""", "RetryLater NotJson lost", Attempts, 1 },
        { 200, """{"time":{}}""", "RetryLater NotJson lost", Attempts, 1 },
        { 200, "[]", "RetryLater NotJson lost", Attempts, 1 },
        { 200, "null", "RetryLater NotJson lost", Attempts, 1 },
        { 200, """{"result":1,"result":2}""", "RetryLater NotJson lost", Attempts, 1 },
    };

    [Theory]
    [MemberData(nameof(WithoutError))]
    public async Task CallAsync_UnusableBody_RightCaseAndAttempts(int status, string body, string expected, int readAttempts, int writeAttempts)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(status, body, "text/html"));
        using var factory = new BitrixClientFactory(portal.Options(Attempts), TimeProvider.System, new CollectedLog());
        var client = factory.Create(portal.Webhook);

        var read = await client.CallAsync(new BitrixCall("crm.contact.get"), CancellationToken.None);
        var afterRead = portal.Requests.Count;
        var write = await client.CallAsync(new BitrixCall("crm.entity.mergeBatch"), CancellationToken.None);

        Assert.Equal(expected, Name(read.Error));
        Assert.Equal(expected, Name(write.Error));
        Assert.Equal(readAttempts, afterRead);
        Assert.Equal(writeAttempts, portal.Requests.Count - afterRead);
    }

    [Theory]
    [InlineData(200, """{"result":null}""")]
    [InlineData(200, """{"result":false,"error":null}""")]
    [InlineData(200, "\uFEFF\uFEFF{\"result\":[]}")]
    [InlineData(500, """{"result":true}""")]
    public async Task CallAsync_BodyWithResult_SucceedsWhateverTheStatus(int status, string body)
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(status, body));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("crm.contact.get"), CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Null(answer.Value.Operating);
    }

    [Fact]
    public async Task CallAsync_ErrorThatQuotesTheSecret_ConcealsIt()
    {
        await using var portal = await ScriptedPortal.StartAsync(new Scripted(400, $$"""{"error":"X","error_description":"bad url /rest/1/{{ScriptedPortal.Secret}}/"}"""));
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());

        var answer = await factory.Create(portal.Webhook).CallAsync(new BitrixCall("crm.contact.get"), CancellationToken.None);

        Assert.Equal("bad url /rest/1/••••••••/", answer.Error!.Description);
    }

    private static string Name(BitrixError? error) => error switch
    {
        BitrixError.RetryLater later => $"RetryLater {later.Reason}{(later.AnswerLost ? " lost" : "")}",
        null => "none",
        _ => error.GetType().Name,
    };
}
