namespace DedupPortal.Web.Components.Shared;

/// <summary>The names of the roles, by <see cref="DedupPortal.Storage.MemberRole"/>, and what each may do under <c>…_About</c>.</summary>
public sealed class RoleText;
