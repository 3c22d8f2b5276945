using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Merging;
using DedupPortal.Emulator.OpenLines;
using DedupPortal.Emulator.Placements;
using DedupPortal.Emulator.Timeline;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Everything the portal answers to.</summary>
internal static class AllMethods
{
    public static MethodTable Build(EventFeed feed)
    {
        var methods = new MethodTable();
        AccountMethods.Register(methods);
        DirectoryMethods.Register(methods);
        ClassicMethods.Register(methods);
        UniversalMethods.Register(methods);
        ImportMethods.Register(methods);
        LinkMethods.Register(methods);
        ProductRows.Register(methods);
        RequisiteMethods.Register(methods);
        DuplicateSearch.Register(methods);
        ActivityMethods.Register(methods);
        BindingMethods.Register(methods);
        CommentMethods.Register(methods);
        TimelineBindingMethods.Register(methods);
        OpenLineMethods.Register(methods);
        MergeMethod.Register(methods);
        EventMethods.Register(methods, feed);
        OfflineMethods.Register(methods);
        PlacementMethods.Register(methods);
        ApplicationMethods.Register(methods);
        return methods;
    }
}
