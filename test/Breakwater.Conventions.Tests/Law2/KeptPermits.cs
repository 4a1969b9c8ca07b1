using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Fields that hold a permit for longer than a call: each a cache of somebody's access.</summary>
internal static class KeptPermits
{
    private static readonly string[] Permits =
    [
        "Breakwater.Server.Access.Permits.Permit", "Breakwater.Server.Access.Permits.FleetPermit", "Breakwater.Server.Access.Permits.SelfPermits",
        "Breakwater.Server.Access.Gate.Admission", "Breakwater.Server.Access.Gate.DeviceAdmission",
    ];

    public static IReadOnlyList<string> Keepers { get; } =
    [
        "Breakwater.Server.Access.Gate.Admission::<Moved>k__BackingField",
        "Breakwater.Server.Access.Gate.Admission::fleet",
        "Breakwater.Server.Access.Gate.Admission::permit",
        "Breakwater.Server.Access.Gate.DeviceAdmission::<Moved>k__BackingField",
        "Breakwater.Server.Access.Gate.DeviceAdmission::permits",
        "Breakwater.Server.Access.Permits.SelfPermits::byAction",
        "Breakwater.Server.Devices.Actor.DeviceGrain::commandPermit",
        "Breakwater.Server.Gateway.Connections.MqttConnection::<Permits>k__BackingField",
        "Breakwater.Server.Gateway.Publishing.Publisher::<Permits>k__BackingField",
        "Breakwater.Server.Http.Walk.RequestPermits::fleetPermit",
        "Breakwater.Server.Http.Walk.RequestPermits::permit",
        "Breakwater.Server.Http.Walk.RequestWalk::<FleetPermit>k__BackingField",
        "Breakwater.Server.Http.Walk.RequestWalk::<Permit>k__BackingField",
    ];

    /// <summary>What a compiler keeps for a call that waits, or for a lambda, ends with the call.</summary>
    public static IEnumerable<string> Fields(AssemblyDefinition assembly) =>
        from type in Assemblies.TypesOf(assembly)
        where !Code.IsGenerated(type) && !Code.IsOrleansCode(type)
        from field in type.Fields
        where Holds(field.FieldType)
        select Code.NameOf(field);

    /// <summary>Itself, in an array or a collection. A delegate that takes one holds none.</summary>
    private static bool Holds(TypeReference type) => type switch
    {
        GenericInstanceType generic => !IsDelegate(generic) && generic.GenericArguments.Any(Holds),
        TypeSpecification wrapped => Holds(wrapped.ElementType),
        _ => Permits.Contains(type.FullName),
    };

    private static bool IsDelegate(GenericInstanceType type) => type.Name.StartsWith("Func`", StringComparison.Ordinal) || type.Name.StartsWith("Action`", StringComparison.Ordinal);
}
