using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Merging;
using DedupPortal.Emulator.OpenLines;
using DedupPortal.Emulator.Timeline;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Everything the portal answers to.</summary>
internal static class AllMethods
{
    public static MethodTable Build()
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
        return methods;
    }
}
