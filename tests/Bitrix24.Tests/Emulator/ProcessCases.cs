using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class ProcessCases
{
    [Fact]
    public async Task State_Restarted_WebhookAndChangesAreAsBefore()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            int id;
            string webhook;
            await using (var first = await EmulatorProcess.StartAsync("--state", file))
            {
                webhook = first.AdminWebhook.AbsolutePath;
                id = (await first.CallAsync("crm.contact.add", new { fields = new { NAME = "Kept", PHONE = new[] { new { VALUE = "+491700000001" } } } }))["result"]!.GetValue<int>();
                await first.CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { 131, 144 } } });
            }
            await using var second = await EmulatorProcess.StartAsync("--state", file);

            Assert.Equal(webhook, second.AdminWebhook.AbsolutePath);
            var contact = (await second.CallAsync("crm.contact.get", new { id }))["result"]!;
            Assert.Equal("+491700000001", contact["PHONE"]![0]!["VALUE"]!.GetValue<string>());
            Assert.Equal("Not found", (await second.CallAsync("crm.contact.get", new { id = 144 }))["error_description"]!.GetValue<string>());
            Assert.True((await second.CallAsync("crm.contact.add", new { fields = new { NAME = "Next" } }))["result"]!.GetValue<int>() > id);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task State_Restarted_ApplicationTokensHandlersAndQueueAreAsBefore()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string client, token;
            await using (var first = await EmulatorProcess.StartAsync("--state", file))
            {
                client = first.ClientId;
                token = (await first.HandleAsync("/_app/open", new { handler = "http://127.0.0.1:9/" }))!["fields"]!["AUTH_ID"]!.GetValue<string>();
                await first.CallAsync(new Uri(first.Address, "/rest/"), "event.bind", new { auth = token, @event = "ONCRMCONTACTUPDATE", event_type = "offline" });
                await first.CallAsync(new Uri(first.Address, "/rest/"), "placement.bind", new { auth = token, PLACEMENT = "LEFT_MENU", HANDLER = "https://app.example/", OPTIONS = new { width = 5 } });
                await first.CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "Changed" } });
            }
            await using var second = await EmulatorProcess.StartAsync("--state", file);

            Assert.Equal(client, second.ClientId);
            var rest = new Uri(second.Address, "/rest/");
            Assert.Equal("5", (await second.CallAsync(rest, "placement.get", new { auth = token }))["result"]![0]!["options"]!["width"]!.ToString());
            Assert.Single((await second.CallAsync(rest, "event.offline.get", new { auth = token, clear = 0 }))["result"]!["events"]!.AsArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Stop_WhileAHandlerHangs_EndsAtOnce()
    {
        using var deaf = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        deaf.Start();
        var portal = await EmulatorProcess.StartAsync();
        var token = (await portal.HandleAsync("/_app/open", new { handler = "http://127.0.0.1:9/" }))!["fields"]!["AUTH_ID"]!.GetValue<string>();
        await portal.CallAsync(new Uri(portal.Address, "/rest/"), "event.bind", new { auth = token, @event = "ONCRMCONTACTUPDATE", handler = $"http://{deaf.LocalEndpoint}/" });
        await portal.CallAsync("crm.contact.update", new { id = 120, fields = new { NAME = "Changed" } });
        using var connection = await deaf.AcceptTcpClientAsync();
        var started = TimeProvider.System.GetTimestamp();

        await portal.DisposeAsync();

        // Killing it by force would take ten seconds.
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task State_BrokenFile_NamedAndLeftAlone()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, "{ broken");

            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => EmulatorProcess.StartAsync("--state", file));

            Assert.Contains(file, failure.Message, StringComparison.Ordinal);
            Assert.Equal("{ broken", await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Faults_FromAFile_AreThereFromTheStart()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, """[{"method":"crm.lead.*","kind":"operationLimit","calls":[1]}]""");
            await using var portal = await EmulatorProcess.StartAsync("--faults", file);

            Assert.Equal("OPERATION_TIME_LIMIT", (await portal.CallAsync("crm.lead.list"))["error"]!.GetValue<string>());
            Assert.True((await portal.CallAsync("crm.lead.list")).ContainsKey("result"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task WebhookSecret_Given_StaysTheSame()
    {
        await using var portal = await EmulatorProcess.StartAsync("--webhook-secret", "fixedsecret");

        Assert.Equal("/rest/1/fixedsecret/", portal.AdminWebhook.AbsolutePath);
    }

    [Fact]
    public async Task ExitWithStdin_InputClosed_ProcessEnds()
    {
        var portal = await EmulatorProcess.StartAsync();
        using var process = Process.GetProcessById(portal.ProcessId);

        await portal.DisposeAsync();

        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task Arguments_Unknown_NamedOnStandardError()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => EmulatorProcess.StartAsync("--preset", "moon"));

        Assert.Contains("--preset is demo, contract or load", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_SameSeedAndDay_SamePortal()
    {
        string[] arguments = ["--preset", "demo", "--seed", "7", "--now", "2026-11-22"];
        await using var one = await EmulatorProcess.StartAsync(arguments);
        await using var two = await EmulatorProcess.StartAsync(arguments);

        Assert.Equal((await one.TruthAsync()).ToJsonString(), (await two.TruthAsync()).ToJsonString());
        var query = new { select = new[] { "*", "PHONE", "IM", "WEB" }, start = 100 };
        Assert.Equal((await one.CallAsync("crm.lead.list", query))["result"]!.ToJsonString(), (await two.CallAsync("crm.lead.list", query))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task Demo_Default_TheTwoSidesOfAPersonLookAsTheFieldDescribes()
    {
        await using var portal = await EmulatorProcess.StartAsync("--preset", "demo");
        var truth = (await portal.TruthAsync()).Select(t => t!.AsObject()).ToList();

        var hidden = truth.Where(t => t["kind"]!.GetValue<string>() == "hiddenNumber").ToList();
        Assert.InRange(hidden.Count, 115, 135);
        foreach (var mode in new[] { "leads", "contacts", "deals", "companies", "leadIntoContact" })
            Assert.Contains(truth, t => t["kind"]!.GetValue<string>() == "pair" && t["mode"]!.GetValue<string>() == mode);
        foreach (var pair in hidden.Where(t => t["mode"]!.GetValue<string>() == "leadIntoContact").Take(10))
        {
            var lead = (await portal.CallAsync("crm.lead.get", new { id = Id(pair, 0) }))["result"]!.AsObject();
            var contact = (await portal.CallAsync("crm.contact.get", new { id = Id(pair, 1) }))["result"]!.AsObject();
            Assert.StartsWith("imol|", lead["IM"]![0]!["VALUE"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.False(lead.ContainsKey("PHONE"));
            Assert.True(contact.ContainsKey("PHONE"));
            Assert.False(contact.ContainsKey("IM"));
            // The answer comes after the message that went to the phone.
            var sent = (await portal.CallAsync("crm.activity.list", new
            {
                filter = new { DIRECTION = 2, BINDINGS = new[] { new { OWNER_TYPE_ID = 3, OWNER_ID = Id(pair, 1) } } },
                select = new[] { "CREATED" },
            }))["result"]!.AsArray().Select(a => Time(a!["CREATED"])).ToList();
            Assert.Contains(sent, s => s < Time(lead["DATE_CREATE"]) && s > Time(lead["DATE_CREATE"]).AddDays(-1));
        }
    }

    private static int Id(JsonObject pair, int card) => pair["cards"]![card]!["id"]!.GetValue<int>();

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture);
}
