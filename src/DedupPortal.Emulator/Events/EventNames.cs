using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Events;

/// <summary>The events an application can ask for.</summary>
internal static class EventNames
{
    public const string Ping = "ONOFFLINEEVENT";
    public const string Test = "ONAPPTEST";

    private static readonly string[] s_application = ["ONAPPINSTALL", "ONAPPUNINSTALL", "ONAPPUPDATE", "ONAPPPAYMENT", Test, Ping];

    private static readonly string[] s_crm =
    [
        .. EntityType.All.SelectMany(t => new[] { "ADD", "UPDATE", "DELETE" }, (t, verb) => $"ONCRM{t.Symbol}{verb}"),
        "ONCRMDEALMOVETOCATEGORY",
        "ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMACTIVITYDELETE",
        "ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE", "ONCRMTIMELINECOMMENTDELETE",
        "ONCRMREQUISITEADD", "ONCRMREQUISITEUPDATE", "ONCRMREQUISITEDELETE",
    ];

    /// <summary>Null: all of both kinds.</summary>
    public static IEnumerable<string> Of(string? scope) => scope switch
    {
        null => [.. s_application, .. s_crm],
        "" or "basic" => s_application,
        "crm" => s_crm,
        _ => [],
    };
}
