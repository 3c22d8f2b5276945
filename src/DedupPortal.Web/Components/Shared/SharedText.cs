namespace DedupPortal.Web.Components.Shared;

/// <summary>The words that several pages share.</summary>
public sealed class SharedText;
