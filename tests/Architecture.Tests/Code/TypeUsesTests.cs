using DedupPortal.Architecture.Tests.Code.Samples;

namespace DedupPortal.Architecture.Tests.Code;

/// <summary>The instrument itself: each way in which one type can use another is seen, so that a green rule means something.</summary>
public sealed class TypeUsesTests
{
    [Theory]
    [InlineData(typeof(UsesAsField))]
    [InlineData(typeof(UsesAsGenericArgument))]
    [InlineData(typeof(UsesAsParameter))]
    [InlineData(typeof(UsesInBody))]
    [InlineData(typeof(UsesStaticCall))]
    [InlineData(typeof(UsesInLambda))]
    [InlineData(typeof(UsesInAsyncMethod))]
    [InlineData(typeof(UsesInAttribute))]
    [InlineData(typeof(UsesAsConstraint<>))]
    [InlineData(typeof(UsesAsCatch))]
    [InlineData(typeof(UsesAsBase))]
    public void Of_EachWayOfUse_IsSeen(Type type)
    {
        var nested = type.GetNestedTypes(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public);

        var used = nested.Append(type).SelectMany(TypeUses.Of).ToHashSet();

        Assert.Contains(used, one => one == typeof(Used) || one.BaseType == typeof(Used) || one == typeof(UsedFailureException));
    }

    [Fact]
    public void Of_NoUse_IsNotSeen() =>
        Assert.DoesNotContain(typeof(Used), TypeUses.Of(typeof(UsesNothing)));
}
