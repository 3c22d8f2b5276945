using System.Text.Json.Nodes;
using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Merging;

public sealed class PolicyTextTests : ComponentTest
{
    private static readonly RuleField s_source = new("sourceId", "Source", [EntityType.Lead], IsSeveral: false, TakesText: false, [new FieldOption("CALL", "Call"), new FieldOption("WEB", "Website")]);
    private static readonly RuleField s_grade = new("UF_CRM_1", "Grade", [EntityType.Contact], IsSeveral: false, TakesText: true, []);

    private IStringLocalizer<PolicyText> Texts => Services.GetRequiredService<IStringLocalizer<PolicyText>>();

    private IStringLocalizer<FieldText> Fields => Services.GetRequiredService<IStringLocalizer<FieldText>>();

    [Fact]
    public void Sentence_Default_IsTheOneThatAgenciesExpect() =>
        Assert.Equal(
            "Keep the record with a phone; otherwise the one created first; blanks are filled from the others.", PolicyText.Sentence(Texts, Fields, MergePolicy.Default, []));

    [Fact]
    public void Sentence_InRussian_IsASentenceToo()
    {
        using var russian = new CultureScope("ru");

        Assert.Equal(
            "Остаётся запись с телефоном; иначе — созданная раньше всех; пустые поля заполняются из остальных.", PolicyText.Sentence(Texts, Fields, MergePolicy.Default, []));
    }

    [Fact]
    public void Sentence_WithRulesOfFields_NamesThemAsThePortalDoes()
    {
        var policy = new MergePolicy
        {
            Priority = [PriorityRule.Newest],
            Otherwise = new SurvivorshipRule.BySource(["WEB", "CALL"]),
            Fields = new Dictionary<string, SurvivorshipRule> { ["UF_CRM_1"] = new SurvivorshipRule.Constant(JsonValue.Create("A")), ["sourceId"] = new SurvivorshipRule.Longest() },
        };

        Assert.Equal(
            "Keep the record created last; each value comes by source: Website → Call. Apart from that: “Grade” – always this value (A); “Source” – the longest value.",
            PolicyText.Sentence(Texts, Fields, policy, [s_source, s_grade]));
    }

    public static TheoryData<string> Codes =>
    [
        .. Enum.GetNames<PriorityRule>().SelectMany(rule => new[] { $"Priority_{rule}", $"Priority_{rule}_Name" }),
        .. typeof(SurvivorshipRule).GetNestedTypes().SelectMany(rule => new[] { $"Rule_{rule.Name}", $"Rest_{rule.Name}" }),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Rule_Each_HasItsWords(string key) => Assert.False(Texts[key].ResourceNotFound);

    [Theory]
    [InlineData(true, false, "Union")]
    [InlineData(false, true, "Concatenate")]
    public void Editor_OffersWhatTheFieldCanHold(bool isSeveral, bool takesText, string offered)
    {
        var field = new RuleField("UF_CRM_2", "Notes", [EntityType.Lead], isSeveral, takesText, []);

        var editor = Render<RuleEditor>(parameters => parameters
            .Add(e => e.Rule, new SurvivorshipRule.FromPriority()).Add(e => e.Field, field).Add(e => e.Label, "Notes").Add(e => e.Sources, []).Add(e => e.OnChange, _ => { }));

        var kinds = editor.FindAll("option").Select(option => option.GetAttribute("value")).ToList();
        Assert.Contains(offered, kinds);
        Assert.DoesNotContain(isSeveral ? "Concatenate" : "Union", kinds);
        Assert.DoesNotContain("BySource", kinds);
        Assert.Equal(takesText, kinds.Contains("Constant"));
    }

    [Fact]
    public void Order_MovedUp_ChangesPlaces()
    {
        IReadOnlyList<string>? changed = null;
        var list = Render<OrderedChoice>(parameters => parameters
            .Add(o => o.Label, "Sources").Add(o => o.Items, ["CALL", "WEB"]).Add(o => o.Options, ["CALL", "WEB", "OTHER"]).Add(o => o.Name, id => id).Add(o => o.OnChange, items => changed = items));

        list.Find("button[aria-label='Move up: WEB']").Click();

        Assert.Equal(["WEB", "CALL"], changed);
    }
}
