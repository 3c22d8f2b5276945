using DedupPortal.Audit;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditTextTests
{
    public static TheoryData<AuditAction, string> ActionsInLanguages
    {
        get
        {
            var data = new TheoryData<AuditAction, string>();
            foreach (var action in Enum.GetValues<AuditAction>())
            {
                data.Add(action, "en");
                data.Add(action, "ru");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ActionsInLanguages))]
    public void Action_Each_HasItsNameInBothLanguages(AuditAction action, string language)
    {
        using var culture = new CultureScope(language);
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();

        var name = services.GetRequiredService<IStringLocalizer<AuditText>>()[action.ToString()];

        Assert.False(name.ResourceNotFound, $"AuditText has no {action}");
        Assert.Equal(language == "ru", name.Value.Any(letter => letter is >= 'А' and <= 'я'));
    }
}
