using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DedupPortal.Web.Tests;

/// <summary>bUnit asks for another version of AngleSharp.Diffing than the one that restores; this one serves it.</summary>
internal static class AngleSharpDiffingShim
{
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
            : null;
}
