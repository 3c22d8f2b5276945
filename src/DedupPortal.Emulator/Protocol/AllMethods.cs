using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;

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
        return methods;
    }
}
