namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>A field before and after, in words; a dash where it holds nothing.</summary>
public sealed record BeforeAfterLine(string Label, string Before, string After);
