namespace DedupPortal.Bitrix24;

/// <summary>What one credential shares at one portal: the request counter with everybody at our address, the operating time with its own clients.</summary>
internal sealed record PortalLimits(RequestBucket Requests, OperatingBudget Operating);
