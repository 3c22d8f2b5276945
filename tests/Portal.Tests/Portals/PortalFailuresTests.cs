using System.Reflection;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;

namespace DedupPortal.Portal.Tests.Portals;

public sealed class PortalFailuresTests
{
    public static TheoryData<Type> Errors() => [.. typeof(BitrixError).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(BitrixError)))];

    [Theory]
    [MemberData(nameof(Errors))]
    public void From_EveryErrorOfTheClient_IsAFailureForAPerson(Type error)
    {
        var constructor = error.GetConstructors().Single();
        var arguments = constructor.GetParameters().Select(Argument).ToArray();

        var failure = PortalFailures.From((BitrixError)constructor.Invoke(arguments));

        Assert.NotEmpty(failure.Code);
    }

    private static object? Argument(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) ? "x"
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;
}
