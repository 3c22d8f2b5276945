using System.Data.Common;
using DedupPortal.Architecture.Tests.Code;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Architecture.Tests.Web;

/// <summary>Components speak with the product's classes only: no tables and no wire in a page.</summary>
public sealed class ComponentTests
{
    private static readonly Type[] s_notInComponents =
    [
        typeof(DbContext), typeof(DbDataSource), typeof(DbConnection), typeof(HttpMessageInvoker), typeof(IHttpClientFactory),
    ];

    [Fact]
    public void Components_Uses_AreNeitherDatabaseNorHttp()
    {
        var components = Repository.Web.GetTypes().Where(type => typeof(IComponent).IsAssignableFrom(Outermost(type))).ToList();

        var uses = from component in components
                   from used in TypeUses.Of(component)
                   where s_notInComponents.Any(forbidden => forbidden.IsAssignableFrom(used)) || used == typeof(IDbContextFactory<>)
                   select $"{component.FullName} uses {used.Name}";

        Rule.HasNoViolation(uses);
    }

    // Lambdas and state machines are types nested in the component.
    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
