using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Law 2: nothing touches a device without a permit, and nobody but the access decision can make one.</summary>
public sealed class PermitTests
{
    private const string DeviceIdName = "Breakwater.Contracts.Ids.DeviceId";

    private static readonly string[] Permits = ["Breakwater.Server.Access.Permits.Permit", "Breakwater.Server.Access.Permits.FleetPermit"];

    [Fact]
    public void Permits_HaveOnlyPrivateConstructors()
    {
        foreach (var name in Permits)
        {
            Assert.All(TypeOf(name).Methods.Where(m => m.IsConstructor && !m.IsStatic), c => Assert.True(c.IsPrivate, c.FullName));
        }
    }

    [Fact]
    public void Permits_AreMade_OnlyByTheMintNestedInThem()
    {
        foreach (var name in Permits)
        {
            var makers = Assemblies.All.SelectMany(Assemblies.TypesOf)
                .Where(t => t.Methods.Any(m => m.HasBody && m.Body.Instructions.Any(i =>
                    i.Operand is MethodReference { Name: ".ctor" } called && called.DeclaringType.FullName == name)))
                .Select(Outermost)
                .Where(t => !IsOrleansCode(t))
                .Distinct()
                .ToArray();
            Assert.Equal([$"{name}/Mint"], makers.Select(t => t.FullName));
        }
    }

    [Fact]
    public void DeviceGrain_EveryOperation_TakesAPermit()
    {
        var grain = TypeOf("Breakwater.Server.Devices.Actor.IDeviceGrain");
        Assert.NotEmpty(grain.Methods);
        Assert.All(grain.Methods, m => Assert.Contains(m.Parameters, p => p.ParameterType.FullName == Permits[0]));
    }

    [Fact]
    public void Devices_WhateverNamesADeviceFromOutside_TakesAPermit()
    {
        var bare = Assemblies.TypesOf(Assemblies.Server)
            .Where(t => t.Namespace.StartsWith("Breakwater.Server.Devices", StringComparison.Ordinal) && !IsRecordOrState(t))
            .SelectMany(t => t.Methods)
            .Where(m => (m.IsPublic || m.IsAssembly) && !m.IsConstructor && !m.IsGetter && !m.IsSetter)
            .Where(m => m.Parameters.Any(p => p.ParameterType.FullName == DeviceIdName))
            .Where(m => !m.Parameters.Any(p => Permits.Contains(p.ParameterType.FullName)))
            .Select(m => m.FullName)
            .Where(name => !Allowed.Any(a => name.Contains(a, StringComparison.Ordinal)));
        Assert.Empty(bare);
    }

    [Fact]
    public void Stores_EveryPublicOperation_TakesAPermit()
    {
        string[] stores =
        [
            "Breakwater.Server.Devices.Maps.MapStore", "Breakwater.Server.Devices.Events.EventStore", "Breakwater.Server.Devices.Commands.CommandHistory",
            "Breakwater.Server.Devices.Telemetry.TelemetryArchive", "Breakwater.Server.Devices.Live.LiveFeeds", "Breakwater.Server.Gateway.Sessions.SessionStore",
            "Breakwater.Server.Enrollment.Lifecycle.DeviceLifecycle",
        ];
        foreach (var operation in stores.SelectMany(s => TypeOf(s).Methods).Where(m => m.IsPublic && !m.IsConstructor && !m.IsStatic))
        {
            Assert.True(operation.Parameters.Any(p => Permits.Contains(p.ParameterType.FullName)), $"{operation.FullName} takes no permit");
        }
    }

    /// <summary>One is asked after a refusal, and says nothing of the device but that there is one; the others are the device's grain's own, and the gate's.</summary>
    private static readonly string[] Allowed = ["DeviceDirectory::ExistsAsync", "CommandQueue::LoadAsync", "TwinState::LoadAsync", "PresenceStore::LastSeenAsync", "DeviceDoor::PrincipalOf"];

    private static bool IsRecordOrState(TypeDefinition type) =>
        type.Name.EndsWith("Record", StringComparison.Ordinal) || type.Name.Contains('<') || type.IsNested || type.Methods.Any(m => m.Name == "<Clone>$");

    /// <summary>Orleans' serializer makes copies of permits that exist; it lives in a namespace of its own.</summary>
    private static bool IsOrleansCode(TypeDefinition type) => type.Namespace.StartsWith("OrleansCodeGen", StringComparison.Ordinal);

    private static TypeDefinition Outermost(TypeDefinition type) =>
        type.DeclaringType is not null && type.Name.Contains('<') ? Outermost(type.DeclaringType) : type;

    private static TypeDefinition TypeOf(string name) => Assemblies.TypesOf(Assemblies.Server).Single(t => t.FullName == name);
}
