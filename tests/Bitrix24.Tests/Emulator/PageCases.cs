using System.Globalization;
using System.Net;

namespace DedupPortal.Bitrix24.Tests.Emulator;

public sealed class PageCases(ContractPortal portal) : ContractCase(portal)
{
    [Fact]
    public async Task Card_Contact_NameMessengerAndTimeline()
    {
        var page = await PageAsync("/crm/contact/details/120/");

        Assert.Contains("<h1>tg_anna</h1>", page, StringComparison.Ordinal);
        Assert.Contains("imol|telegrambot|5|700112233|4153", page, StringComparison.Ordinal);
        Assert.Contains("Asked about delivery", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/crm/deal/details/77/\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_TextOfAPerson_ShownAsTextOnly()
    {
        await CallAsync("crm.contact.update", new { id = 131, fields = new { NAME = "<script>x</script>", COMMENTS = "<img src=x>" } });
        await CallAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 131, ENTITY_TYPE = "contact", COMMENT = "<b onclick=x>" } });

        var page = await PageAsync("/crm/contact/details/131/");

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b onclick", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/crm/contact/details/999999/")]
    [InlineData("/crm/invoice/details/1/")]
    public async Task Card_Missing_404WithAPage(string path)
    {
        using var response = await Process.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task List_Contacts_PagedAndSearchable()
    {
        Assert.Contains("Всего: 120", await PageAsync("/?type=contact"), StringComparison.Ordinal);
        Assert.Contains("Всего: 1<", await PageAsync("/?type=contact&find=701234567"), StringComparison.Ordinal);
        Assert.Contains("/crm/lead/details/50/", await PageAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_AtTheSameTime_EachGetsItsOwnId()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            CallAsync("crm.lead.add", new { fields = new { TITLE = i.ToString(CultureInfo.InvariantCulture) } })));

        Assert.Equal(40, added.Select(a => a.Result!.GetValue<int>()).Distinct().Count());
        Assert.Equal(42, (await CallAsync("crm.lead.list", new { start = 0 })).Body["total"]!.GetValue<int>());
    }

    private Task<string> PageAsync(string path) => Process.Http.GetStringAsync(new Uri(path, UriKind.Relative));
}
