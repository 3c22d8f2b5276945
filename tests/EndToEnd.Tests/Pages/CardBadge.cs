using System.Globalization;
using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.EndToEnd.Tests.Pages;

/// <summary>How a card is named on every page: "Лид 15".</summary>
internal static class CardBadge
{
    /// <summary>Matches the badge with nothing after the number.</summary>
    public static Regex Of(Words words, EntityRef card) =>
        new($@"{Regex.Escape(words.Of<SharedText>(card.Type.ToString()))}\s*{card.Id.ToString(CultureInfo.InvariantCulture)}(?!\d)", RegexOptions.None, TimeSpan.FromSeconds(1));
}
