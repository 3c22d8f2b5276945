using DedupPortal.Mirror;
using DedupPortal.Portals;

namespace DedupPortal.Web.Components.Pages.Portals;

/// <summary>One portal in the list. <paramref name="Scan"/> is the unfinished or else the newest scan, null before the first.</summary>
public sealed record PortalRow(PortalView Portal, ScanProgress? Scan, int Open);
