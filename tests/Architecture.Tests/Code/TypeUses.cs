using System.Reflection;

namespace DedupPortal.Architecture.Tests.Code;

/// <summary>What a compiled type uses: in its declaration, its members' signatures, its attributes and its method bodies.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every type that is used, generic types with their arguments. A constant of another type leaves no trace in compiled code.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        foreach (var face in type.GetInterfaces())
            Add(used, face);
        AddAttributes(used, type.GetCustomAttributesData());
        AddConstraints(used, type.GetGenericArguments());
        foreach (var member in type.GetMembers(Declared))
        {
            AddAttributes(used, member.GetCustomAttributesData());
            switch (member)
            {
                case FieldInfo field:
                    Add(used, field.FieldType);
                    break;
                case PropertyInfo property:
                    Add(used, property.PropertyType);
                    break;
                case MethodBase method:
                    AddMethod(used, method);
                    break;
            }
        }

        return used;
    }

    /// <summary>The type's own methods and constructors, property accessors included.</summary>
    public static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMembers(Declared).OfType<MethodBase>();

    private static void AddMethod(HashSet<Type> used, MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            Add(used, parameter.ParameterType);
            AddAttributes(used, parameter.GetCustomAttributesData());
        }

        Add(used, (method as MethodInfo)?.ReturnType);
        if (method.IsGenericMethodDefinition)
            AddConstraints(used, method.GetGenericArguments());
        if (method.GetMethodBody() is not { } body)
            return;

        foreach (var local in body.LocalVariables)
            Add(used, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause))
            Add(used, clause.CatchType);
        foreach (var member in Instructions.MembersNamedBy(method))
        {
            Add(used, member as Type ?? member.DeclaringType);
            if (member is MethodInfo { IsGenericMethod: true } generic)
                Array.ForEach(generic.GetGenericArguments(), argument => Add(used, argument));
        }
    }

    private static void AddAttributes(HashSet<Type> used, IEnumerable<CustomAttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(used, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue)))
                Add(used, argument.Value as Type ?? argument.ArgumentType);
        }
    }

    private static void AddConstraints(HashSet<Type> used, IEnumerable<Type> parameters)
    {
        foreach (var constraint in parameters.Where(parameter => parameter.IsGenericParameter).SelectMany(parameter => parameter.GetGenericParameterConstraints()))
            Add(used, constraint);
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return;

        if (type.HasElementType)
        {
            Add(used, type.GetElementType());
            return;
        }

        if (!used.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type) && !type.IsGenericType)
            return;
        foreach (var argument in type.GetGenericArguments())
            Add(used, argument);
    }
}
