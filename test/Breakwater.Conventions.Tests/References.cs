using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Breakwater.Conventions.Tests;

/// <summary>What a type's code mentions.</summary>
internal static class References
{
    /// <summary>Every type that signatures, fields and method bodies of the type name, generic arguments included.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type)
    {
        var found = new List<TypeReference>();
        if (type.BaseType is not null)
        {
            found.Add(type.BaseType);
        }

        found.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        found.AddRange(type.Fields.Select(f => f.FieldType));
        foreach (var method in type.Methods)
        {
            found.Add(method.ReturnType);
            found.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (method.HasBody)
            {
                found.AddRange(method.Body.Variables.Select(v => v.VariableType));
                found.AddRange(method.Body.Instructions.SelectMany(Operand));
            }
        }

        return found.SelectMany(Unwrap);
    }

    private static IEnumerable<TypeReference> Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference { DeclaringType: { } declaring } => [declaring],
        _ => [],
    };

    private static IEnumerable<TypeReference> Unwrap(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Unwrap).Prepend(generic.ElementType),
        TypeSpecification wrapped => Unwrap(wrapped.ElementType),
        _ => [type],
    };
}
