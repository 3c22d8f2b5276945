#pragma warning disable CA1812, CA1823, CS0649, CS0169, CA1852, CA1032, CA1064, RCS1213, IDE0051, IDE0044, CA1031, RCS1102 // shapes to be read, never run

namespace DedupPortal.Architecture.Tests.Code.Samples;

internal class Used
{
    public static int Answer() => 42;
}

internal sealed class UsedFailureException : Exception;

internal sealed class UsesNothing
{
    public static int Answer() => 42;
}

internal sealed class UsesAsField
{
    private readonly Used? _used;
}

internal sealed class UsesAsGenericArgument
{
    private readonly List<Dictionary<string, Used[]>> _used = [];
}

internal sealed class UsesAsParameter
{
    public static void Take(Used? used) => GC.KeepAlive(used);
}

internal sealed class UsesInBody
{
    public static string Name() => new Used().ToString()!;
}

internal sealed class UsesStaticCall
{
    public static int Answer() => Used.Answer();
}

internal sealed class UsesInLambda
{
    public static Func<int, int> Answer() => value => value + Used.Answer();
}

internal sealed class UsesInAsyncMethod
{
    public static async Task<int> AnswerAsync()
    {
        await Task.Yield();
        return Used.Answer();
    }
}

[System.ComponentModel.TypeConverter(typeof(Used))]
internal sealed class UsesInAttribute;

internal sealed class UsesAsConstraint<T>
    where T : Used;

internal sealed class UsesAsCatch
{
    public static void Do()
    {
        try
        {
            GC.KeepAlive(null);
        }
        catch (UsedFailureException)
        {
            GC.KeepAlive(null);
        }
    }
}

internal sealed class UsesAsBase : Used;
