using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace DedupPortal.Architecture.Tests.Code;

/// <summary>Reads the members that compiled method bodies name.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every method, field and type that the body names, in order of appearance. Empty for a method without a body.</summary>
    public static IEnumerable<MemberInfo> MembersNamedBy(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;

        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var position = 0; position < code.Length;)
        {
            var opCode = Next(code, ref position);
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var token = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(position));
                if (method.Module.ResolveMember(token, typeArguments, methodArguments) is { } member)
                    yield return member;
            }

            position += OperandSize(opCode, code, position);
        }
    }

    private static OpCode Next(byte[] code, ref int position)
    {
        // Two-byte instructions begin with 0xFE (ECMA-335, III.1.2.1).
        short value = code[position++];
        if (value == 0xFE)
            value = unchecked((short)(0xFE00 | code[position++]));
        return s_opCodes[value];
    }

    private static int OperandSize(OpCode opCode, byte[] code, int position) => opCode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(position))),
        _ => 4,
    };
}
