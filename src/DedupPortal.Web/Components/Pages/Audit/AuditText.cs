namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>
/// The words of the history: for each action its name, and under <c>…_Full</c> the sentence with parameters where there are any.
/// </summary>
public sealed class AuditText;
