using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>What a person types into a search field, as a condition on cards.</summary>
internal static class MirrorText
{
    /// <summary>
    /// Cards in which every word is found. <c>contact:120</c> names one card; a bare number is also an id. The query unchanged for
    /// an empty text.
    /// </summary>
    public static IQueryable<MirrorRecord> Where(IQueryable<MirrorRecord> query, string text)
    {
        if (EntityRef.TryParse(text.Trim().ToLowerInvariant(), out var exact))
            return query.Where(record => record.Type == exact.Type && record.EntityId == exact.Id);
        long? id = long.TryParse(text.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        foreach (var word in Words(text))
        {
            var pattern = LikePattern.Containing(word);
            query = query.Where(record => EF.Functions.Like(record.SearchText, pattern, LikePattern.Escape) || record.EntityId == id);
        }

        return query;
    }

    /// <summary>Words as they stand in <see cref="MirrorRecord.SearchText"/>: lower case, a phone as its digits.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var lower = text.Trim().ToLowerInvariant();
        var digits = new string([.. lower.Where(char.IsAsciiDigit)]);
        var isPhone = digits.Length >= 5 && lower.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or ' ' or '.');

        // 8 999… and +7 999… are one number: what both share is looked for.
        if (isPhone) return [digits.Length == 11 && digits[0] is ('7' or '8') ? digits[1..] : digits];
        return [.. lower.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => word.TrimStart('@')).Where(word => word.Length > 0)];
    }
}
