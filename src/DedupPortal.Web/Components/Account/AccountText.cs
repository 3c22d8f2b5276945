namespace DedupPortal.Web.Components.Account;

/// <summary>The words that several account pages share.</summary>
public sealed class AccountText;
