using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>What makes somebody able to do something, and the only code that calls it.</summary>
internal static class Makers
{
    private const string Server = "Breakwater.Server.";

    /// <summary>By method, whatever its arguments; a caller counts with everything that is nested in it.</summary>
    public static IReadOnlyDictionary<string, string[]> Callers { get; } = new Dictionary<string, string[]>
    {
        ["Access.Permits.Permit/Mint::Of"] = ["Access.Gate.AccessGate"],
        ["Access.Permits.FleetPermit/Mint::Of"] = ["Access.Gate.AccessGate"],
        ["Access.Permits.FleetPermit/Mint::Show"] = ["Access.Gate.AccessGate"],
        ["Access.Permits.SelfPermits::Of"] = ["Access.Gate.AccessGate"],
        ["Access.Gate.Admission::Granted"] = ["Access.Gate.AccessGate"],
        ["Access.Gate.DeviceAdmission::Granted"] = ["Access.Gate.AccessGate"],
        ["Access.Principals.Principal/Credentials::OfSocket"] = ["Http.Walk.SocketReader"],
        ["Access.Principals.Principal/Credentials::OfToken"] = ["Tokens.TokenAuthenticator"],
        ["Access.Principals.Principal/Credentials::OfCertificate"] = ["Certificates.DeviceAuthenticator"],
        ["Access.Gate.AccessGate::Open"] = [],
        ["Access.Gate.AccessGate::DecideAsync"] = ["Access.Gate.ErrandGate", "Gateway.Serving.MqttConnectionHandler", "Http.Walk.RequestWalk"],
        ["Access.Gate.AccessGate::AdmitAsync"] = ["Http.Walk.RequestWalk"],
        ["Access.Gate.AccessGate::AdmitDeviceAsync"] = ["Gateway.Serving.MqttConnectionHandler"],
        ["Access.Gate.AccessGate::Adopt"] = ["Access.Gate.ErrandGate"],
        ["Access.Gate.AccessGate::AdmitErrandAsync"] = ["Access.Gate.ErrandGate"],
        ["Access.Gate.AccessGate::AdmitDeviceErrandAsync"] = ["Access.Gate.ErrandGate"],
        ["Access.Gate.ErrandGate::Adopt"] = ["Gateway.Outbound.WaitingDelivery"],
        ["Access.Gate.ErrandGate::AdmitAsync"] = ["Gateway.Outbound.DeliveryQueue"],
        ["Access.Gate.ErrandGate::AdmitDeviceAsync"] = ["Gateway.Wills.WillQueue"],
        ["Access.Gate.AccessGate::ShowAsync"] = ["Devices.Registry.DeviceDirectory", "Http.Walk.NamedDevices"],
        ["Access.Gate.PrincipalDoor::Of"] = ["Access.Gate.AccessGate"],
        ["Access.Budgets.IPrincipalGrain::StandsAsync"] = ["Access.Gate.AccessGate"],
        ["Access.Asking.IAdmits::AskAsync"] = ["Access.Gate.AccessGate"],
        ["Access.Grounds.Lease::.ctor"] = ["Access.Gate.AccessGate"],
        ["Access.Grounds.Lease::Settle"] = ["Access.Gate.AccessGate"],
        ["Access.Grounds.GroundTable::Apply"] = ["Access.Grounds.Revocations"],
        ["Access.Grounds.RevocationScope/Maker::Make"] = ["Access.Grounds.Revocations"],
        ["Devices.Actor.DeviceDoor::PrincipalOf"] = ["Devices.DevicesRoom"],
        ["Http.Walk.RequestPermits::Set"] = ["Http.Walk.RequestWalk"],
    };

    /// <summary>Every (method, caller), except within the method's own type.</summary>
    public static IEnumerable<(string Method, string Caller)> Calls(AssemblyDefinition assembly) =>
        (from method in Code.Methods(assembly)
         from called in Code.Called(method)
         let name = Short(Code.NameOf(called))
         where Callers.ContainsKey(name) && Code.Owner(called) != Code.Owner(method)
         select (name, Short(Code.Owner(method)))).Distinct();

    /// <summary>Calls by somebody who is not on the list.</summary>
    public static IEnumerable<string> Strangers(AssemblyDefinition assembly) =>
        Calls(assembly).Where(c => !Callers[c.Method].Contains(c.Caller)).Select(c => $"{c.Caller} calls {c.Method}");

    private static string Short(string name) => name.StartsWith(Server, StringComparison.Ordinal) ? name[Server.Length..] : name;
}
