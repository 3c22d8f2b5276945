using System.Text.RegularExpressions;
using DedupPortal.Storage;
using DedupPortal.Testing;
using DedupPortal.Web.Components;
using Microsoft.AspNetCore.Mvc.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace DedupPortal.Web.Tests.Site;

/// <summary>The whole site in this process, on a migrated database of its own, with mail in a folder.</summary>
public sealed class SiteFixture(PostgresCluster postgres) : IAsyncLifetime
{
    private PostgresDatabase? _database;
    private WebApplicationFactory<App>? _site;

    public string MailFolder { get; } = Directory.CreateTempSubdirectory("dedup-mail-").FullName;

    public IServiceProvider Services => _site!.Services;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreatePortalDatabaseAsync();
        _site = new WebApplicationFactory<App>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:Portal", _database.ApplicationConnectionString);
            host.UseSetting("Secrets:MasterKey", MasterKey.NewText());
            host.UseSetting("Mail:Folder", MailFolder);
        });
    }

    /// <summary>A browser without cookies that does not follow redirects.</summary>
    public Browser Open(string language = "en")
    {
        var client = _site!.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return new Browser(client);
    }

    /// <summary>The text of the newest letter to the address.</summary>
    public async Task<string> LetterToAsync(string address)
    {
        foreach (var file in Directory.EnumerateFiles(MailFolder).OrderByDescending(name => name, StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file);
            if (text.Contains($"To: {address}\n", StringComparison.Ordinal))
                return text;
        }

        throw new InvalidOperationException($"No letter to {address}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) await _site.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Directory.Delete(MailFolder, recursive: true);
    }
}

/// <summary>Opens pages and sends their forms as a browser would, cookies included.</summary>
public sealed partial class Browser(HttpClient client)
{
    public HttpClient Client => client;

    public async Task<string> PageAsync(string address)
    {
        using var answer = await client.GetAsync(address, Xunit.TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);
    }

    /// <summary>Opens the page, fills its form and sends it with the hidden fields that the page gave.</summary>
    public async Task<Answer> SendAsync(string address, string form, params (string Name, string Value)[] fields)
    {
        var page = await PageAsync(address);
        var markup = Form().Matches(page).Select(match => match.Value)
            .Single(found => found.Contains($"value=\"{form}\"", StringComparison.Ordinal));
        var hidden = Hidden().Matches(markup).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value));
        using var body = new FormUrlEncodedContent(hidden.Concat(fields).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await client.PostAsync(address, body, Xunit.TestContext.Current.CancellationToken);
        var target = answer.Headers.Location;
        return new Answer(
            (int)answer.StatusCode, target is { IsAbsoluteUri: true, Host: "localhost" } ? target.PathAndQuery : target?.OriginalString, System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 5000)]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Hidden();
}

/// <summary>What came back: status, where it leads, and the page with its entities decoded.</summary>
public sealed record Answer(int Status, string? Location, string Page);
