using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Portals;

namespace DedupPortal.Web.Components.Pages.Review;

/// <summary>The queue's filter in an address: the queue and its groups share it, so that "next" stays inside the filter.</summary>
public static class ReviewAddress
{
    /// <summary>Words that mean nothing are left out, as a link may be old or typed by hand.</summary>
    public static DuplicateFilter Filter(Guid? portal, string? type, string? kind, int? min, string? state, string? text, int? changed = null) => new()
    {
        Portal = portal is { } id ? new PortalId(id) : null,
        Type = Enum.TryParse<EntityType>(type, out var entity) && Enum.IsDefined(entity) ? entity : null,
        Kind = Enum.TryParse<GroupKind>(kind, out var merge) && Enum.IsDefined(merge) ? merge : null,
        MinProbability = min is > 0 and <= 100 ? min / 100.0 : null,
        State = Enum.TryParse<GroupState>(state, out var review) && Enum.IsDefined(review) ? review : GroupState.Open,
        ChangedWithinDays = changed is > 0 and <= 3650 ? changed : null,
        Text = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
    };

    public static string Write(string path, Guid? portal, string? type, string? kind, int? min, string? state, string? text, string? sort, int? page, int? changed = null) =>
        PortalUrls.With(path, ("portal", portal), ("type", type), ("kind", kind), ("min", min is > 0 ? min : null),
            ("state", state is nameof(GroupState.Open) ? null : state), ("q", text), ("changed", changed is > 0 ? changed : null), ("sort", sort is nameof(DuplicateSort.MostCertain) ? null : sort), ("page", page is > 1 ? page : null));
}
