using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Breakwater.Conventions.Tests;

/// <summary>What a type's code mentions.</summary>
internal static class References
{
    /// <summary>Every type that signatures, constraints, attributes, fields and method bodies of the type name, caught exceptions and generic arguments
    /// included.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type)
    {
        var found = new List<TypeReference>();
        if (type.BaseType is not null)
        {
            found.Add(type.BaseType);
        }

        found.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        found.AddRange(type.Fields.Select(f => f.FieldType));
        found.AddRange(Constraints(type));
        found.AddRange(Attributed(type).SelectMany(a => a.CustomAttributes).SelectMany(Attribute));
        foreach (var method in type.Methods)
        {
            found.Add(method.ReturnType);
            found.AddRange(method.Parameters.Select(p => p.ParameterType));
            found.AddRange(Constraints(method));
            if (method.HasBody)
            {
                found.AddRange(method.Body.Variables.Select(v => v.VariableType));
                found.AddRange(method.Body.ExceptionHandlers.Select(h => h.CatchType).OfType<TypeReference>());
                found.AddRange(method.Body.Instructions.SelectMany(Operand));
            }
        }

        return found.SelectMany(Unwrap);
    }

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType);

    /// <summary>The type and everything in it that an attribute can stand on.</summary>
    private static IEnumerable<ICustomAttributeProvider> Attributed(TypeDefinition type) =>
    [
        type, .. type.GenericParameters, .. type.Interfaces, .. type.Fields, .. type.Properties, .. type.Events,
        .. type.Methods.SelectMany(m => (ICustomAttributeProvider[])[m, m.MethodReturnType, .. m.Parameters, .. m.GenericParameters]),
    ];

    private static IEnumerable<TypeReference> Attribute(CustomAttribute attribute) =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(n => n.Argument)).SelectMany(Argument)
            .Prepend(attribute.AttributeType);

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference named => [argument.Type, named],
        CustomAttributeArgument boxed => Argument(boxed),
        CustomAttributeArgument[] items => items.SelectMany(Argument).Prepend(argument.Type),
        _ => [argument.Type],
    };

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
        IModifierType modified => Unwrap(modified.ElementType).Append(modified.ModifierType),
        TypeSpecification wrapped => Unwrap(wrapped.ElementType),
        _ => [type],
    };
}
