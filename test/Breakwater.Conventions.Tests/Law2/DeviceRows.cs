using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Rows of devices (<c>[OfDevice]</c>): who names their types, and who names their tables.</summary>
internal static partial class DeviceRows
{
    private const string Server = "Breakwater.Server";

    /// <summary>
    /// The only ways to a device's rows from another folder. Those that take no permit come before there is one, or show no device to anybody but who may see
    /// the whole fleet. A way that is not here does not pass the tests; one that is here and not used does not either.
    /// </summary>
    public static IReadOnlyDictionary<(string Row, string User), string> Ways { get; } = new Dictionary<(string, string), string>
    {
        [("Devices.Registry.DeviceRecord", "Certificates.KnownCertificate")] = "no permit: certificate to device, state and validity, for authentication",
        [("Devices.Registry.DeviceRecord", "Enrollment.EnrollableDevice")] = "no permit: serial to claim, for enrolment",
        [("Devices.Registry.DeviceRecord", "Enrollment.ManifestImport")] = "no permit: makes rows of new devices, for a fleet permit",
        [("Devices.Registry.DeviceRecord", "Inquiry.InquirySubject")] = "no permit: a name that an operator asks by, for a fleet permit",
        [("Devices.Registry.DeviceRecord", "Inquiry.ReachDesk")] = "no permit: names in a report of what the ledger knows, for a fleet permit",
        [("Devices.Registry.DeviceRecord", "Enrollment.DeviceEnrollment")] = "renewal takes the permit; enrolment uses up a claim",
        [("Devices.Registry.DeviceRecord", "Enrollment.Reclaim")] = "takes the permit",
        [("Devices.Registry.DeviceRecord", "Enrollment.Lifecycle.DeviceLifecycle")] = "takes the permit",
        [("Devices.Registry.DeviceTagRow", "Enrollment.Tags.DeviceTags")] = "takes the permit",
        [("Devices.Registry.DeviceRecord", "Devices.Actor.DeviceGrain")] = "every operation takes the permit",
        [("Devices.Commands.CommandRecord", "Devices.Actor.DeviceGrain")] = "every operation takes the permit",
        [("Devices.Presence.PresenceRecord", "Devices.Registry.DeviceDirectory")] = "takes the fleet permit and stays within its reach",
    };

    /// <summary>Full names of the rows' types, with the folder that each lies in.</summary>
    public static IReadOnlyDictionary<string, string> Marked { get; } = Assemblies.TypesOf(Assemblies.Server)
        .Where(t => t.CustomAttributes.Any(a => a.AttributeType.Name == "OfDeviceAttribute"))
        .ToDictionary(t => t.FullName, t => Code.FolderOf(t)!);

    /// <summary>Tables of the rows, as their mappings name them.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = Assemblies.TypesOf(Assemblies.Server)
        .Where(t => t.DeclaringType is { } row && Marked.ContainsKey(row.FullName))
        .SelectMany(t => t.Methods.Where(m => m.HasBody), (t, m) => (Row: t.DeclaringType.FullName, Table: TableOf(m)))
        .Where(x => x.Table is not null)
        .ToDictionary(x => x.Table!, x => Marked[x.Row]);

    /// <summary>Every code outside a row's folder that names it, by whatever call, as (row, user).</summary>
    public static IEnumerable<(string Row, string User)> Uses(AssemblyDefinition assembly) =>
        (from type in Assemblies.TypesOf(assembly)
         where !Code.IsOrleansCode(type)
         from named in References.Of(type)
         where Marked.TryGetValue(named.FullName, out var home) && !Code.IsWithin(Code.FolderOf(type), home)
         select (Short(named.FullName), Short(Code.Owner(type)))).Distinct();

    /// <summary>Statements over a row's table outside its folder.</summary>
    public static IEnumerable<string> Statements(AssemblyDefinition assembly) =>
        from method in Code.Methods(assembly)
        where !Code.IsWithin(Code.FolderOf(method.DeclaringType), "Storage/Migrations")
        from text in method.Body.Instructions.Select(i => i.Operand).OfType<string>()
        from Match table in Statement().Matches(text)
        where Tables.TryGetValue(table.Groups["table"].Value.ToLowerInvariant(), out var home) && !Code.IsWithin(Code.FolderOf(method.DeclaringType), home)
        select $"{Code.Owner(method)} has a statement over {table.Groups["table"].Value}: {text.Trim()}";

    private static string Short(string name) => name.StartsWith($"{Server}.", StringComparison.Ordinal) ? name[(Server.Length + 1)..] : name;

    private static string? TableOf(MethodDefinition configure) =>
        configure.Body.Instructions.FirstOrDefault(i => i.Operand is MethodReference { Name: "ToTable" }) is { } call
            ? call.Previous.Operand as string : null;

    [GeneratedRegex(@"\b(from|join|into|update|table|only)\s+[""'`\[]?(?<table>[a-z_]+)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();
}
