namespace DedupPortal.Web.Components.Layout;

/// <summary>The words of the frame around every page.</summary>
public sealed class LayoutText;
