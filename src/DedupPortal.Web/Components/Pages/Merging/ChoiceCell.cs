using DedupPortal.Bitrix24;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>A value that a record offers: <paramref name="Title"/> is the portal's own form when the text is another one.</summary>
public sealed record ChoiceCell(EntityRef Record, string Text, bool Taken, Func<Task> Choose, string? Title = null);
