using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>Secrets, phones and message texts go through the client in every way there is, and every sink is searched for them.</summary>
public sealed class CanaryTests
{
    private const string Phone = "+79990001122";
    private const string Message = "canary-message-text";

    [Fact]
    public async Task Calls_SuccessAndFailure_LeaveNoTraceInAnySink()
    {
        var portalAnswers = new[]
        {
            Scripted.Ok($$"""{"ID":"1","PHONE":[{"VALUE":"{{Phone}}"}],"COMMENTS":"{{Message}}"}"""),
            new Scripted(400, $$"""{"error":"ERROR_CORE","error_description":"Bad phone {{Phone}} in {{Message}} at {{ScriptedPortal.Secret}}"}"""),
            new Scripted(502, $"<html>{Phone} {Message}</html>"),
            new Scripted(0, ""),
            new Scripted(302, "", Location: $"https://new.example/rest/1/{ScriptedPortal.Secret}/"),
            Scripted.Ok($$$"""{"result":{"a":"{{{Phone}}}"},"result_error":{"b":{"error":"","error_description":"{{{Message}}}"} } }"""),
        };
        await using var portal = await ScriptedPortal.StartAsync(portalAnswers);
        var log = new CollectedLog();
        var seen = new ConcurrentQueue<string>();
        using var activities = ListenToActivities(seen);
        using var meters = ListenToMeters(seen);
        using var factory = new BitrixClientFactory(portal.Options(attempts: 1), TimeProvider.System, log);
        var client = factory.Create(portal.Webhook);
        var call = new BitrixCall("crm.contact.add", new JsonObject { ["fields"] = new JsonObject { ["PHONE"] = Phone, ["COMMENTS"] = Message } });

        using (var marker = new ActivitySource("canary").StartActivity("calls"))
        {
            Assert.NotNull(marker);
            for (var index = 0; index < 5; index++)
            {
                var answer = await client.CallAsync(call, CancellationToken.None);
                seen.Enqueue($"{call} {answer} {answer.Error}");
                if (answer.Succeeded) seen.Enqueue($"{answer.Value}");
                else seen.Enqueue(Assert.Throws<InvalidOperationException>(() => answer.Value).ToString());
            }

            var batch = await client.BatchAsync([("a", call), ("b", call)], halt: false, CancellationToken.None);
            seen.Enqueue($"{batch} {string.Join(' ', batch.Value.Entries)}");
            var fields = new JsonObject { ["PHONE"] = new JsonArray(new JsonObject { ["VALUE"] = Phone }) };
            seen.Enqueue($"{string.Join(' ', fields.Multifields())} {portal.Webhook} {client.Portal}");
        }

        Assert.Equal(6, portal.Requests.Count);
        Assert.Equal(6, log.Lines.Count);
        Assert.Contains(seen, line => line.StartsWith("activity canary", StringComparison.Ordinal));
        Assert.Contains(seen, line => line.StartsWith("metric http.client", StringComparison.Ordinal));
        foreach (var line in log.Lines.Concat(seen))
        {
            Assert.DoesNotContain(ScriptedPortal.Secret, line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Phone[1..], line, StringComparison.Ordinal);
            Assert.DoesNotContain(Message, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Application_TokensCodesAndWords_LeaveNoTraceInAnySink()
    {
        const string canary = "c4n4ry";
        var (access, refresh, code, word, clientSecret) = ($"{canary}-access-1", $"{canary}-refresh-1", $"{canary}-code", $"{canary}-word", $"{canary}-client-secret");
        var echo = $"{access} {canary}-access-2 {refresh} {code} {clientSecret} {Phone}";
        ScriptedPortal? self = null;
        await using var portal = await ScriptedPortal.StartAsync((request, number) => request.Path switch
        {
            "/oauth/token/" when number is 1 or 4 => Pair(self!, number),
            "/oauth/token/" => new Scripted(400, $$"""{"error":"invalid_grant","error_description":"{{echo}}"}"""),
            "/rest/app.info" => new Scripted(403, $$"""{"error":"insufficient_scope","error_description":"{{echo}}"}"""),
            _ when number == 3 => new Scripted(401, $$"""{"error":"expired_token","error_description":"{{echo}}"}"""),
            _ => new Scripted(302, $"<html>{echo}</html>", "text/html", $"https://new.example/rest/?auth={access}"),
        });
        self = portal;
        var options = portal.Options(attempts: 1);
        options.AuthServers = [portal.Address.ToString()];
        var log = new CollectedLog();
        var seen = new ConcurrentQueue<string>();
        using var activities = ListenToActivities(seen);
        using var meters = ListenToMeters(seen);
        using var factory = new BitrixClientFactory(options, TimeProvider.System, log);
        var application = new OAuthApplication("local.66a1.2b3c", new Secret(clientSecret));

        using (new ActivitySource("canary").StartActivity("tokens"))
        {
            var tokens = (await factory.OAuth.ExchangeCodeAsync(application, portal.Address, new Secret(code), CancellationToken.None)).Value;
            seen.Enqueue($"{tokens} {tokens.AccessToken} {application}");
            seen.Enqueue($"{(await factory.OAuth.VerifyAsync(application, tokens, CancellationToken.None)).Error} {tokens with { Status = "x" }}");
            using var store = new MemoryTokenStore(tokens);
            var accessOf = new OAuthAccess(application, tokens.MemberId, tokens.Portal, store);
            var answer = await factory.Create(accessOf).CallAsync(new BitrixCall("crm.contact.add"), CancellationToken.None);
            seen.Enqueue($"{answer} {answer.Error} {accessOf}");
            var refused = await factory.OAuth.RefreshAsync(application, tokens, CancellationToken.None);
            seen.Enqueue($"{refused} {refused.Error}");
            foreach (var secret in new[] { access, refresh, clientSecret }) Assert.DoesNotContain(secret, refused.Error!.Description, StringComparison.OrdinalIgnoreCase);
            var form = new Dictionary<string, string> { ["event"] = "ONAPPUNINSTALL", ["auth[member_id]"] = "a1b2", ["auth[application_token]"] = word };
            seen.Enqueue($"{PortalCallback.Read(form, DateTimeOffset.UnixEpoch)} {PortalCallback.Read(form, DateTimeOffset.UnixEpoch)!.Token}");
        }

        Assert.Equal(6, portal.Requests.Count);
        Assert.True(log.Lines.Count >= 4);
        Assert.Contains(seen, line => line.StartsWith("activity canary", StringComparison.Ordinal));
        foreach (var line in log.Lines.Concat(seen))
        {
            Assert.DoesNotContain(canary, line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Phone[1..], line, StringComparison.Ordinal);
        }

        static Scripted Pair(ScriptedPortal portal, int number) => new(200, new JsonObject
        {
            ["access_token"] = $"{canary}-access-{(number == 1 ? 1 : 2)}", ["refresh_token"] = $"{canary}-refresh-1", ["expires_in"] = 3600, ["member_id"] = "a1b2",
            ["client_endpoint"] = new Uri(portal.Address, "rest/").ToString(), ["server_endpoint"] = new Uri(portal.Address, "rest/").ToString(),
        }.ToJsonString());
    }

    private static ActivityListener ListenToActivities(ConcurrentQueue<string> seen)
    {
        var listener = new ActivityListener
        {
            // The in-test server's own traces hold the address it was called at; the product has no such server.
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"activity {activity.Source.Name} {activity.OperationName} {activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenToMeters(ConcurrentQueue<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue($"metric {instrument.Name} {Join(tags)}"));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Enqueue($"metric {instrument.Name} {Join(tags)}"));
        listener.Start();
        return listener;
    }

    private static string Join(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var tag in tags) text += $"{tag.Key}={tag.Value} ";
        return text;
    }
}
