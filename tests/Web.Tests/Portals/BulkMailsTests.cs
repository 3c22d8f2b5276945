using System.Net.Mail;
using DedupPortal.Merging;
using DedupPortal.Notifications;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using DedupPortal.Web.Portals;
using DedupPortal.Web.Security;
using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Portals;

/// <summary>The letter about a bulk merge: who gets it, what it says, and that a mail server that refuses changes nothing.</summary>
public sealed class BulkMailsTests : DatabasePageTest
{
    private static readonly BulkRunId s_run = BulkRunId.New();
    private readonly Post _post = new();

    public BulkMailsTests(PostgresCluster postgres)
        : base(postgres)
    {
        Services.Configure<SiteOptions>(site => site.PublicAddress = "https://dedup.example");
        Services.AddSingleton<IHttpContextAccessor, HttpContextAccessor>();
        Services.AddSingleton<IServer, NoServer>();
        Services.AddSingleton<SiteAddress>();
    }

    [Theory]
    [InlineData(BulkState.Finished, null, "Client: the bulk merge is complete", "has dealt with all its groups")]
    [InlineData(BulkState.Stopped, nameof(BulkErrorsInRow), "Client: the bulk merge was stopped", "because 3 merges failed one after another")]
    [InlineData(BulkState.Paused, nameof(CredentialRefused), "Client: the bulk merge is paused", "The portal does not accept this webhook")]
    public async Task Letter_SaysHowTheRunStandsAndLeadsToItsPage(BulkState state, string? cause, string subject, string why)
    {
        await SendAsync(state, cause, Services.GetRequiredService<TenantScope>().Actor.AccountId!.Value);

        var letter = Assert.Single(_post.Letters);
        Assert.Equal(("olga@north.example", subject), (letter.To, letter.Subject));
        Assert.Contains("Merged: 7 · skipped: 2", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"https://dedup.example/merges/bulk/{s_run}\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains(why, letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("_", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApproverLeftTheAgency_OwnersAreTold()
    {
        await SendAsync(BulkState.Paused, nameof(BulkApproverLeft), Guid.NewGuid());

        Assert.Equal("olga@north.example", Assert.Single(_post.Letters).To);
    }

    [Fact]
    public async Task MailServerRefuses_IsLoggedAndNothingMore()
    {
        _post.Refuses = true;

        await SendAsync(BulkState.Finished, null, Guid.NewGuid());

        Assert.Contains(Log.Lines, line => line.Contains($"The letter about bulk run {s_run} could not be sent", StringComparison.Ordinal));
    }

    private Task SendAsync(BulkState state, string? cause, Guid approver)
    {
        var counts = new Dictionary<BulkGroupState, int> { [BulkGroupState.Merged] = 7, [BulkGroupState.Skipped] = 2 };
        var row = new BulkRow(
            s_run, new PortalId(Guid.NewGuid()), "Client", state, false, "Olga", Clock.GetUtcNow(), "Olga", Clock.GetUtcNow(), null, null, cause, cause is null ? [] : ["3"], BulkStopRules.Default, counts);
        return ActivatorUtilities.CreateInstance<BulkMails>(Services, _post).SendAsync(row, approver, CancellationToken.None);
    }

    private sealed class Post : IMailSender
    {
        internal List<Mail> Letters { get; } = [];

        internal bool Refuses { get; set; }

        public Task SendAsync(Mail mail, CancellationToken cancellationToken)
        {
            if (Refuses) throw new SmtpException(SmtpStatusCode.MailboxUnavailable);
            Letters.Add(mail);
            return Task.CompletedTask;
        }
    }

    /// <summary>The address is set, so nobody asks the server for one.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
