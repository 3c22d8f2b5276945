using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DedupPortal.Architecture.Tests.Code;

/// <summary>Calls that the product must not contain, found in what the compiler made of it.</summary>
public sealed class ForbiddenCallsTests
{
    [Fact]
    public void Product_Clock_IsTakenFromTimeProvider() =>
        Rule.HasNoViolation(Calls(called =>
            (called.DeclaringType == typeof(DateTime) && called.Name is "get_Now" or "get_UtcNow" or "get_Today")
            || (called.DeclaringType == typeof(DateTimeOffset) && called.Name is "get_Now" or "get_UtcNow")));

    [Fact]
    public void Product_Threads_AreNeverPutToSleep() =>
        Rule.HasNoViolation(Calls(called => called.DeclaringType == typeof(Thread) && called.Name == nameof(Thread.Sleep)));

    /// <summary>A thread that waits for a task is lost for a circuit, and can wait for ever.</summary>
    [Fact]
    public void Product_Tasks_AreNeverWaitedForInPlace() =>
        Rule.HasNoViolation(Calls(called => called.DeclaringType is { } type
            && ((typeof(Task).IsAssignableFrom(type) && called.Name is "Wait" or "WaitAll" or "WaitAny" or "get_Result")
                || (Definition(type) == typeof(ValueTask<>) && called.Name == "get_Result"))));

    /// <summary>An awaiter's result is taken by the compiler's own code only: in state machines and in the program's entry point.</summary>
    [Fact]
    public void Product_Awaiters_AreNeverAskedInPlace()
    {
        var asked = from method in Methods()
                    where method.Name is not ("MoveNext" or "<Main>")
                    from called in Instructions.MembersNamedBy(method).OfType<MethodBase>()
                    where called.Name == "GetResult" && typeof(ICriticalNotifyCompletion).IsAssignableFrom(called.DeclaringType)
                    select Name(method);

        Rule.HasNoViolation(asked);
    }

    [Fact]
    public void Product_AsyncMethods_NeverReturnVoid()
    {
        var fireAndForget = from method in Methods()
                            where method.IsDefined(typeof(AsyncStateMachineAttribute)) && method is MethodInfo { ReturnType: var result } && result == typeof(void)
                            select Name(method);

        Rule.HasNoViolation(fireAndForget);
    }

    /// <summary>What a foreign portal sends is never bound to types by reflection: nodes, readers and generated contracts only.</summary>
    [Fact]
    public void Bitrix24_Json_IsReadWithoutReflection() =>
        Rule.HasNoViolation(
            from method in Repository.ProductAssemblies.Single(assembly => assembly.GetName().Name == "DedupPortal.Bitrix24").GetTypes().SelectMany(TypeUses.MethodsOf)
            from called in Instructions.MembersNamedBy(method).OfType<MethodBase>()
            where called.DeclaringType == typeof(JsonSerializer) && !called.GetParameters().Any(parameter => typeof(JsonTypeInfo).IsAssignableFrom(parameter.ParameterType) || typeof(JsonSerializerContext).IsAssignableFrom(parameter.ParameterType))
            select $"{Name(method)} calls {called.Name}");

    private static IEnumerable<string> Calls(Func<MethodBase, bool> forbidden) =>
        from method in Methods()
        from called in Instructions.MembersNamedBy(method).OfType<MethodBase>()
        where forbidden(called)
        select $"{Name(method)} calls {called.DeclaringType!.Name}.{called.Name}";

    private static IEnumerable<MethodBase> Methods() =>
        Repository.ProductAssemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(TypeUses.MethodsOf);

    private static string Name(MethodBase method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
