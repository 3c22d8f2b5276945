using System.Globalization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Web;

/// <summary>Every address of the site. Pages declare their route with the constant and link with the method.</summary>
public static class PortalUrls
{
    public const string Overview = "/";
    public const string Review = "/review";
    public const string Merges = "/merges";
    public const string BulkRuns = "/merges/bulk";
    public const string BulkReportPattern = "/merges/bulk/{id:guid}/report.csv";
    public const string MergeDrafts = "/merging";
    public const string NewMergePath = "/merging/new";
    public const string Losses = "/losses";
    public const string Rules = "/rules";
    public const string Audit = "/audit";
    public const string Portals = "/portals";
    public const string ConnectPortal = "/portals/connect";
    public const string ConnectApplicationPath = "/portals/connect/application";

    /// <summary>Where an attempt to connect by an application leaves for the portal.</summary>
    public const string AuthorisePattern = "/portals/authorise/{attempt:guid}";

    /// <summary>Where portals send the browser back; written into the application's settings in Bitrix24.</summary>
    public const string AuthorisedPath = "/bitrix24/authorised";

    /// <summary>Where portals post installations and events for an agency; written into the application's settings in Bitrix24.</summary>
    public const string CallbackPattern = "/bitrix24/{agency:guid}";

    public const string Schedules = "/schedules";
    public const string Team = "/team";
    public const string Settings = "/settings";

    public const string SignInPath = "/account/sign-in";
    public const string SignOut = "/account/sign-out";
    public const string Register = "/account/register";
    public const string ForgotPassword = "/account/forgot-password";
    public const string ResetPasswordPath = "/account/reset-password";
    public const string AcceptInvitationPath = "/account/invitation";
    public const string AccessDenied = "/account/access-denied";

    public const string Error = "/error";
    public const string StatusPattern = "/status/{0}";
    public const string LanguagePath = "/language";
    public const string ReturnUrlParameter = "returnUrl";

    /// <summary>One duplicate group in the review queue.</summary>
    public static string ReviewGroup(Guid group) => $"{Review}/{group}";

    /// <summary>The merge wizard of a group, at its first or current step.</summary>
    public static string MergeWizard(Guid group) => $"{Review}/{group}/merge";

    /// <summary>A wizard for records that no group proposes: chosen by search, or named as in <c>lead:5,contact:1</c>.</summary>
    public static string NewMerge(Guid? portal = null, string? records = null) => With(NewMergePath, ("portal", portal), ("records", records));

    /// <summary>One page of a merge wizard; without a step the one that the draft has reached.</summary>
    public static string MergeDraft(Guid draft, string? step = null) => step is null ? $"{MergeDrafts}/{draft}" : $"{MergeDrafts}/{draft}/{step}";

    /// <summary>What an undo of the merge would do, to be looked at and confirmed; of one record of it when that is named, as in <c>contact:120</c>.</summary>
    public static string UndoMerge(Guid merge, string? record = null) => With($"{Merges}/{merge}/undo", ("record", record));

    /// <summary>One merge in the history.</summary>
    public static string Merge(Guid merge) => $"{Merges}/{merge}";

    /// <summary>One bulk merge, from its dry run to its report.</summary>
    public static string BulkRun(Guid run) => $"{BulkRuns}/{run}";

    /// <summary>Its report as a file.</summary>
    public static string BulkReport(Guid run) => $"{BulkRuns}/{run}/report.csv";

    /// <summary>What a merge lost, on its record.</summary>
    public static string MergeLosses(Guid merge) => $"{Merges}/{merge}#losses";

    /// <summary>The survivorship rules of one portal.</summary>
    public static string RulesOf(Guid portal) => $"{Rules}/{portal}";

    /// <summary>The list, which then says that a portal was deleted.</summary>
    public const string PortalsAfterDeletion = Portals + "?deleted=true";

    public static string Portal(Guid portal) => $"{Portals}/{portal}";

    /// <summary>A record of a portal under any number it has had: leads to the record that stands for it now.</summary>
    public static string Record(Guid portal, EntityRef record) => string.Create(CultureInfo.InvariantCulture, $"{Portals}/{portal}/{record.TypeName}/{record.Id}");

    /// <summary>Entries that name a record, under any number it has had: <c>contact:120</c>.</summary>
    public static string AuditOfRecord(Guid portal, string record) => With(Audit, ("portal", portal.ToString()), ("record", record));

    /// <summary>The form to connect by an application; of a portal that is known when it is to be reconnected.</summary>
    public static string ConnectApplication(Guid? portal = null, string? failure = null) => With(ConnectApplicationPath, ("portal", portal), ("failure", failure));

    public static string Authorise(Guid attempt) => $"/portals/authorise/{attempt}";

    public static string Callback(Guid agency) => $"/bitrix24/{agency}";

    /// <summary>The queue narrowed to one portal.</summary>
    public static string ReviewOfPortal(Guid portal) => With(Review, ("portal", portal.ToString()));

    public static string AuditOfPortal(Guid portal) => With(Audit, ("portal", portal.ToString()));

    /// <summary>The link of a mail about a forgotten password.</summary>
    public static string ResetPassword(string email, string token) => With(ResetPasswordPath, ("email", email), ("token", token));

    /// <summary>The link by which a colleague joins.</summary>
    public static string AcceptInvitation(string token) => With(AcceptInvitationPath, ("token", token));

    public static string SignIn(string? returnUrl = null) => With(SignInPath, (ReturnUrlParameter, returnUrl));

    public static string Language(string code, string returnUrl) => With(LanguagePath, ("to", code), (ReturnUrlParameter, returnUrl));

    /// <summary>The path with those parameters that have a value, escaped. Numbers are written without culture.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var query = new List<string>();
        foreach (var (name, value) in parameters)
        {
            var text = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
            if (!string.IsNullOrEmpty(text))
                query.Add($"{name}={Uri.EscapeDataString(text)}");
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }
}
