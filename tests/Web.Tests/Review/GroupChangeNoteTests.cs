using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Pages.Portals;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Review;

public sealed class GroupChangeNoteTests : ComponentTest
{
    private static readonly EntityRef s_contact = new(EntityType.Contact, 7), s_lead = new(EntityType.Lead, 5);

    public static TheoryData<string, CardFate> Fates()
    {
        var fates = new TheoryData<string, CardFate>();
        foreach (var language in new[] { "en", "ru" })
            foreach (var fate in Enum.GetValues<CardFate>())
                fates.Add(language, fate);
        return fates;
    }

    [Theory]
    [MemberData(nameof(Fates))]
    public void Note_AboutACardThatLeft_SaysWhatBecameOfIt(string language, CardFate fate)
    {
        using var culture = new CultureScope(language);

        var lines = Lines(GroupState.Gone, new GroupChange { Lost = [new LostCard(s_lead, fate, fate is CardFate.MergedInPortal ? s_contact : null)] });

        var line = Assert.Single(lines);
        Assert.Contains(language == "en" ? "Lead 5" : "Лид 5", line, StringComparison.Ordinal);
        Assert.Equal(fate is CardFate.MergedInPortal, line.Contains('7', StringComparison.Ordinal));
        Assert.DoesNotContain("Lost_", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Joined: contact 7|Probability: 71% → 96%|New: Different first names: “Anna” and “Vera”|Back in the queue: the last scan had not found it")]
    [InlineData("ru", "Добавлены: контакт 7|Вероятность: 71 % → 96 %|Новое: Разные имена: «Anna» и «Vera»|Снова в очереди: прошлое сканирование её не нашло")]
    public void Note_AboutAGroupThatChanged_SaysAllOfIt(string language, string expected)
    {
        using var culture = new CultureScope(language);

        var lines = Lines(GroupState.Open, new GroupChange
        {
            Added = [s_contact], Before = 0.714, After = 0.969, ReopenedFrom = GroupState.Gone,
            Evidence = [new ExplanationBar(Feature.FirstName, ReasonCode.FirstNameDifferent, -3, new ExplanationParameters("Anna", "Vera"))],
        });

        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), lines.Select(line => line.Replace('\u00a0', ' ')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Note_OfAGroupThatIsGoneWithAllItsCards_SaysThatTheyAreNoLongerAlike() => Assert.Single(Lines(GroupState.Gone, new GroupChange()));

    [Fact]
    public void Note_OfAGroupThatNoScanChanged_IsNotThere() => Assert.Empty(Lines(GroupState.Open, null));

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void Panel_OfTheModel_HasWordsForEveryOutcomeAndRelation(string language)
    {
        using var culture = new CultureScope(language);
        var texts = Services.GetRequiredService<IStringLocalizer<MatchingPanel>>();

        Assert.NotEmpty(ModelShift.Outcomes);
        Assert.All(ModelShift.Outcomes, outcome => Assert.False(texts[$"Shift_{outcome}"].ResourceNotFound, outcome));
        Assert.All((PairRelation[])[PairRelation.TelegramToPhone, PairRelation.SameKind], relation => Assert.False(texts[$"Of_{relation}"].ResourceNotFound));
    }

    private List<string> Lines(GroupState state, GroupChange? change)
    {
        var (id, now) = (Guid.Parse("0195b7a4-0000-7000-8000-000000000002"), Clock.GetUtcNow());
        var row = new GroupRow(
            new GroupId(id), new PortalId(id), "Client", GroupKind.LeadAndContact, state, null, 5.9, 0.98, Classification.PossibleMatch, now, now, null, [], [], "prior-1", change, change is null ? null : now);
        return [.. Render<GroupChangeNote>(parameters => parameters.Add(note => note.Group, row)).FindAll("li").Select(line => line.TextContent.Trim())];
    }
}
