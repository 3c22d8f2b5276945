using Microsoft.AspNetCore.WebUtilities;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>Forms as section 1.4 and 8.1 of the contract write them.</summary>
public sealed class CallbackTests
{
    private const string Auth = "&auth[domain]=acme.example&auth[member_id]=a1b2&auth[application_token]=9f86d0&auth[client_endpoint]=https%3A%2F%2Facme.example%2Frest%2F&auth[server_endpoint]=https%3A%2F%2Foauth.bitrix.info%2Frest%2F";
    private const string Pair = "&auth[access_token]=d1f0&auth[refresh_token]=c170&auth[expires_in]=3600&auth[scope]=crm%2CIM&auth[status]=L";

    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Install_TokensAndWord()
    {
        var callback = Assert.IsType<PortalCallback.Installed>(Read("event=ONAPPINSTALL&data[VERSION]=1&data[INSTALLED]=Y&ts=1767000000" + Auth + Pair));

        Assert.Equal(("a1b2", "9f86d0"), (callback.MemberId, callback.Token!.Reveal()));
        Assert.Equal(("d1f0", "c170", "a1b2"), (callback.Tokens.AccessToken.Reveal(), callback.Tokens.RefreshToken.Reveal(), callback.Tokens.MemberId));
        Assert.Equal("https://acme.example/rest/", callback.Tokens.Portal.RestRoot.AbsoluteUri);
        Assert.Equal(s_now.AddHours(1), callback.Tokens.ExpiresAt);
        Assert.Equal(["crm", "im"], callback.Tokens.Scopes);
    }

    [Fact]
    public void Read_Update_IsItsOwnCase() => Assert.IsType<PortalCallback.Updated>(Read("event=OnAppUpdate&data[PREVIOUS_VERSION]=1" + Auth + Pair));

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Read_Uninstall_WordWithoutTokens(string clean, bool expected)
    {
        var callback = Assert.IsType<PortalCallback.Uninstalled>(Read($"event=ONAPPUNINSTALL&data[LANGUAGE_ID]=en&data[CLEAN]={clean}" + Auth));

        Assert.Equal((expected, "9f86d0"), (callback.Clean, callback.Token!.Reveal()));
    }

    [Theory]
    [InlineData("ONCRMCONTACTUPDATE", ChangeKind.Updated, "contact:120")]
    [InlineData("OnCrmLeadAdd", ChangeKind.Added, "lead:120")]
    [InlineData("ONCRMDEALDELETE", ChangeKind.Deleted, "deal:120")]
    [InlineData("ONCRMDEALMOVETOCATEGORY", ChangeKind.Updated, "deal:120")]
    [InlineData("ONCRMCOMPANYADD", ChangeKind.Added, "company:120")]
    [InlineData("ONCRMACTIVITYADD", ChangeKind.Added, null)]
    [InlineData("ONCRMCONTACTUSERFIELDADD", ChangeKind.Other, null)]
    [InlineData("ONOFFLINEEVENT", ChangeKind.Other, null)]
    public void Read_Event_WhichCardAndWhat(string name, ChangeKind kind, string? card)
    {
        var callback = Assert.IsType<PortalCallback.Event>(Read($"event={name}&event_handler_id=185&data%5BFIELDS%5D%5BID%5D=120&ts=1767000123" + Auth));

        Assert.Equal(kind, callback.Change.Kind);
        Assert.Equal(card, callback.Change.Card?.ToString());
        Assert.Equal(card is null ? 120 : null, callback.Change.OtherId);
    }

    [Fact]
    public void Read_EventWithoutTokens_IsRead() =>
        Assert.Null(Assert.IsType<PortalCallback.Event>(Read("event=ONCRMLEADADD&data[FIELDS][ID]=5&auth[member_id]=a1b2")).Token);

    [Theory]
    [InlineData("")]
    [InlineData("event=ONCRMLEADADD")]
    [InlineData("event=&auth[member_id]=a1b2")]
    [InlineData("auth[member_id]=a1b2")]
    [InlineData("event=ONCRMLEADADD&auth=a1b2")]
    [InlineData("event=ONAPPINSTALL" + Auth)]
    [InlineData("event=ONAPPINSTALL&auth[member_id]=a1b2&auth[access_token]=d1f0&auth[refresh_token]=c170")]
    [InlineData("event[a]=ONCRMLEADADD&auth[member_id]=a1b2")]
    public void Read_NoCallback_Null(string form) => Assert.Null(Read(form));

    [Theory]
    [InlineData("a=1&b[c]=2&b[d][e]=3", """{"a":"1","b":{"c":"2","d":{"e":"3"}}}""")]
    [InlineData("a[]=1&a[]=2", """{"a":{"0":"1","1":"2"}}""")]
    [InlineData("a=1&a[b]=2", """{"a":{"b":"2"}}""")]
    [InlineData("a[b=1&[x]=2&a[b]c]=3", """{"a[b":"1","[x]":"2","a[b]c]":"3"}""")]
    [InlineData("a=", """{"a":""}""")]
    public void Form_Nesting_AsPhpReadsIt(string form, string expected) =>
        Assert.Equal(expected, BracketForm.Read(Fields(form))!.ToJsonString());

    [Fact]
    public void Form_TooManyOrTooDeep_Null()
    {
        Assert.Null(BracketForm.Read(Enumerable.Range(0, 1001).Select(number => KeyValuePair.Create($"k{number}", ""))));
        Assert.Null(BracketForm.Read([KeyValuePair.Create("a" + string.Concat(Enumerable.Repeat("[b]", 8)), "")]));
        Assert.NotNull(BracketForm.Read([KeyValuePair.Create("a" + string.Concat(Enumerable.Repeat("[b]", 7)), "")]));
    }

    private static PortalCallback? Read(string form) => PortalCallback.Read(Fields(form), s_now);

    private static IEnumerable<KeyValuePair<string, string>> Fields(string form) =>
        QueryHelpers.ParseQuery(form).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")));
}
