using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Notifications;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Bulk merges at an emulated portal that holds the limits of an ordinary plan: merges a minute, requests and calls of a merge by method.
/// Each card has a phone or a messenger, an activity and a comment; a value differs, so that it has to be harmonised.
/// </summary>
internal static class MergeBenchmark
{
    private const double RequestsPerSecond = 2;
    private const int Burst = 50;

    // What the emulator counts for a pair, in seconds, out of 480 within ten minutes; scans and bulk runs leave 30 % to others.
    private const double MergeBatchCost = 1.5;
    private const double OperatingPerMinute = 48;

    // One request each, where a request carries one write: the cards with what hangs on them, the bindings of that, the harmonising
    // writes, the note, the last look, the merge; then both readings again.
    private const int FewestReadings = 4;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var pairs = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 40;
        await using var postgres = new PostgresCluster();
        await using var emulator = await EmulatorProcess.StartAsync("--operating", "480");
        await using var database = await postgres.CreatePortalDatabaseAsync();
        await using var services = Services(database, emulator);
        var (tenant, owner, portal) = await ConnectAsync(services, emulator);
        var bench = new Bench(services, emulator, tenant, owner, portal);
        await bench.MeasureAsync("warm-up", 3, EntityType.Contact, limited: false);
        await bench.MeasureAsync("same type, contacts", pairs, EntityType.Contact, limited: true);
        await bench.MeasureAsync("lead into contact", pairs, EntityType.Lead, limited: true);
        return 0;
    }

    private static ServiceProvider Services(PostgresDatabase database, EmulatorProcess emulator)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(database.ApplicationConnectionString);
        services.AddKeyRing(new MasterKey(MasterKey.NewText()));
        services.AddTenants();
        services.AddAudit();
        services.AddNotifications();
        services.AddPortals();
        services.AddMirror();
        services.AddSingleton<IMergeQueue, CommitOnly>();
        services.AddMerging();
        services.Configure<BitrixClientOptions>(options => options.AllowedEndpoints = [emulator.Address.Authority]);
        return services.BuildServiceProvider();
    }

    private static async Task<(TenantId Tenant, Actor Owner, PortalId Portal)> ConnectAsync(ServiceProvider services, EmulatorProcess emulator)
    {
        Account account;
        await using (var scope = services.CreateAsyncScope())
            account = (await scope.ServiceProvider.GetRequiredService<AccountCreation>()
                .RegisterAgencyAsync("Benchmark", new NewAccount("Owner", "owner@agency.example", "correct horse battery", "en"), CancellationToken.None)).Value;
        var owner = new Actor(account.Id, "Owner", MemberRole.Owner);
        await using var acting = services.CreateAsyncScope();
        acting.ServiceProvider.GetRequiredService<TenantScope>().Enter(account.TenantId!.Value, owner);
        var portal = await acting.ServiceProvider.GetRequiredService<PortalConnection>().ConnectAsync(emulator.AdminWebhook.ToString(), "Portal", "Europe/Moscow", CancellationToken.None);
        return (account.TenantId!.Value, owner, portal.Value);
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Bench(ServiceProvider services, EmulatorProcess emulator, TenantId tenant, Actor owner, PortalId portal)
    {
        private readonly BitrixView _view = new(emulator);
        private int _made;

        public async Task MeasureAsync(string name, int pairs, EntityType second, bool limited)
        {
            await emulator.HandleAsync("/_limits", new { rate = "off" });
            var groups = new List<GroupId>();
            for (var index = 0; index < pairs; index++) groups.Add(await GroupAsync(second));
            if (limited) await emulator.HandleAsync("/_limits", new { rate = "on" });
            await WithAsync<PortalClients>(async clients =>
            {
                // The burst would carry the first merges for nothing: it is used up first.
                var client = (await clients.OpenAsync(portal, CancellationToken.None)).Value;
                for (var call = 0; limited && call < Burst; call++) await client.CallAsync(new BitrixCall("server.time"), CancellationToken.None);
            });

            await emulator.ClearJournalAsync();
            var planning = Stopwatch.StartNew();
            BulkRunId id = default;
            await WithAsync<BulkRuns>(async runs => id = (await runs.StartAsync(groups, deletesNothing: false, CancellationToken.None)).Value);
            await TurnsAsync(id);
            planning.Stop();
            var planned = await CountAsync();
            BulkView? view = null;
            await WithAsync<BulkQueries>(async queries => view = await queries.FindAsync(id, CancellationToken.None));
            await WithAsync<BulkRuns>(async runs => _ = (await runs.ApproveAsync(id, new BulkConsent(view!.Hash, pairs, BulkStopRules.Default, null), CancellationToken.None)).Value);

            await emulator.ClearJournalAsync();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var merging = Stopwatch.StartNew();
            await TurnsAsync(id);
            merging.Stop();
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var merged = await CountAsync();
            await WithAsync<BulkQueries>(async queries => view = await queries.FindAsync(id, CancellationToken.None));
            var done = view!.Run.Count(BulkGroupState.Merged);
            if (done != pairs) throw new InvalidOperationException($"{name}: {done} of {pairs} merged, {view.Run.CauseCode}.");

            Print($"{name}: {pairs} pairs");
            Print($"  dry run: {planned.Requests} requests, {planning.Elapsed.TotalSeconds:F1} s");
            Print($"  merges: {merging.Elapsed.TotalSeconds:F1} s, {(double)merged.Requests / pairs:F2} requests each (the dry run said {(double)view.Totals.Calls / pairs:F2}), CPU {cpu.TotalMilliseconds / pairs:F0} ms each");
            foreach (var (method, count) in merged.Calls.OrderByDescending(pair => pair.Value)) Print($"    {method} {(double)count / pairs:F2}");
            if (!limited) return;
            var writes = merged.Calls.Where(pair => IsWrite(pair.Key)).Sum(pair => (double)pair.Value) / pairs;
            var rate = merging.Elapsed.TotalMinutes;
            var perMinute = pairs / rate;
            var fewest = FewestReadings + writes + (second is EntityType.Contact ? 1 : 0);
            var byRate = 60 * RequestsPerSecond / fewest;
            var byOperating = second is EntityType.Contact ? OperatingPerMinute * OperatingBudget.ScanShare / MergeBatchCost : double.PositiveInfinity;
            var ceiling = Math.Min(byRate, byOperating);
            Print($"  {perMinute:F2} merges a minute; of the request rate at its own requests {perMinute * merged.Requests / pairs / (60 * RequestsPerSecond):F3}");
            var other = double.IsFinite(byOperating) ? string.Create(CultureInfo.InvariantCulture, $", {byOperating:F2} by the operating time of mergeBatch") : "";
            Print($"  ceiling {ceiling:F2} a minute ({fewest:F2} requests at the least: {byRate:F2} by the request rate{other}): {perMinute / ceiling:F3}");
        }

        private async Task<GroupId> GroupAsync(EntityType second)
        {
            var number = ++_made;
            var name = "Anna " + string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + (digit - '0'))));
            var phone = await _view.AddAsync(EntityType.Contact, new { name, post = "Chief", comments = "Calls in the morning", fm = new { n0 = new { typeId = "PHONE", valueType = "WORK", value = string.Create(CultureInfo.InvariantCulture, $"+7999{number:0000000}") } } });
            var chat = await _view.AddAsync(second, new { name, post = "Client", title = name, fm = new { n0 = new { typeId = "IM", valueType = "TELEGRAM", value = string.Create(CultureInfo.InvariantCulture, $"imol|telegrambot|5|{number}|1") } } });
            foreach (var card in new[] { phone, chat })
            {
                await _view.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = card.Id, ENTITY_TYPE = card.TypeName, COMMENT = "wrote at night" } });
                await _view.ResultAsync("crm.activity.add", new { fields = new { OWNER_TYPE_ID = (int)card.Type, OWNER_ID = card.Id, TYPE_ID = 1, SUBJECT = "Meeting", RESPONSIBLE_ID = 1 } });
            }

            var id = GroupId.New();
            await WithAsync<IDbContextFactory<PortalDbContext>>(async contexts =>
            {
                await using var db = await contexts.CreateDbContextAsync();
                var now = DateTimeOffset.UtcNow;
                var group = new DuplicateGroup(tenant, id, portal, now);
                group.Renew(GroupKind.SameType, [phone.Type, chat.Type], new GroupScore(20, 0.999, Classification.Match, "benchmark"), SyncRunId.New(), now);
                db.Add(group);
                foreach (var card in new[] { phone, chat }) db.Add(new GroupMember { TenantId = tenant, GroupId = id, PortalId = portal, Type = card.Type, EntityId = card.Id });
                await db.SaveChangesAsync();
            });
            return id;
        }

        /// <summary>As the job does: a scope of its own for each turn.</summary>
        private async Task TurnsAsync(BulkRunId id)
        {
            while (true)
            {
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
                var wait = await scope.ServiceProvider.GetRequiredService<BulkDryRun>().RunAsync(id, CancellationToken.None)
                    ?? await scope.ServiceProvider.GetRequiredService<BulkExecutor>().RunAsync(id, CancellationToken.None);
                if (wait is not { } pause) return;
                if (pause > TimeSpan.Zero) await Task.Delay(pause);
            }
        }

        private async Task<(int Requests, Dictionary<string, int> Calls)> CountAsync()
        {
            var journal = await emulator.JournalAsync();
            var calls = journal.SelectMany(entry => entry!["calls"] is JsonArray { Count: > 0 } inner ? inner.ToArray() : [entry]);
            return (journal.Count, calls.GroupBy(call => (string)call!["method"]!).ToDictionary(method => method.Key, method => method.Count()));
        }

        private static bool IsWrite(string method) =>
            method is "crm.item.update" or "crm.item.add" or "crm.entity.mergeBatch" or "crm.timeline.comment.add" or "crm.activity.binding.add" or "crm.timeline.bindings.bind" || method.EndsWith(".items.set", StringComparison.Ordinal);

        private async Task WithAsync<T>(Func<T, Task> act) where T : notnull
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, owner);
            await act(scope.ServiceProvider.GetRequiredService<T>());
        }
    }

    /// <summary>Nothing runs by itself: the benchmark takes the turns.</summary>
    private sealed class CommitOnly : IMergeQueue
    {
        public Task CommitAsync(IDbContextTransaction transaction, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public Task CommitAsync(IDbContextTransaction transaction, BulkInput input, DateTimeOffset at, CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);
    }
}
