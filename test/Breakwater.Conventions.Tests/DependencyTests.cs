using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>Who may know whom: docs/design/architecture.md, Projects and folders.</summary>
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Breakwater.Mqtt"] = [],
        ["Breakwater.Transparency"] = [],
        ["Breakwater.Contracts"] = [],
        ["Breakwater.Device"] = ["Breakwater.Mqtt"],
        ["Breakwater.Server"] = ["Breakwater.Mqtt", "Breakwater.Transparency", "Breakwater.Contracts"],
        ["Breakwater.Drills"] = ["Breakwater.Mqtt", "Breakwater.Transparency", "Breakwater.Contracts", "Breakwater.Device"],
        ["breakwater"] =
        [
            "Breakwater.Server", "Breakwater.Contracts", "Breakwater.Drills", "Breakwater.Device", "Breakwater.Mqtt", "Breakwater.Transparency",
        ],
    };

    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Storage"] = [],
        ["Ledger"] = ["Storage"],
        ["Access"] = ["Ledger", "Storage"],
        ["Http"] = ["Access", "Ledger", "Storage"],
        ["Certificates"] = ["Access", "Devices", "Http", "Storage"],
        ["People"] = ["Access", "Http", "Ledger", "Storage"],
        ["Granting"] = ["Access", "Http", "Ledger", "Storage"],
        ["Tokens"] = ["Access", "Http", "Ledger", "People", "Storage"],
        ["Inquiry"] = ["Access", "Devices", "Http", "Ledger", "People", "Storage", "Tokens"],
        ["Devices"] = ["Access", "Http", "Storage"],
        ["Enrollment"] = ["Access", "Certificates", "Devices", "Http", "Ledger", "Storage"],
        ["Gateway"] = ["Access", "Certificates", "Devices", "Storage"],
    };

    [Fact]
    public void Projects_Reference_OnlyWhatTheArchitectureAllows()
    {
        foreach (var assembly in Assemblies.All)
        {
            var ours = assembly.MainModule.AssemblyReferences.Select(r => r.Name).Where(Projects.ContainsKey);
            Assert.Empty(ours.Except(Projects[assembly.Name.Name]).Select(r => $"{assembly.Name.Name} knows {r}"));
        }
    }

    [Fact]
    public void ServerFolders_Reference_OnlyWhatTheArchitectureAllows()
    {
        var forbidden = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Assemblies.TypesOf(Assemblies.Server))
        {
            if (FolderOf(type) is not { } folder || !Folders.TryGetValue(folder, out var allowed))
            {
                continue;
            }

            foreach (var other in References.Of(type).Where(r => r.Scope == Assemblies.Server.MainModule).Select(FolderOf))
            {
                if (other is not null && other != folder && !allowed.Contains(other))
                {
                    forbidden.Add($"{folder} knows {other} ({type.FullName})");
                }
            }
        }

        Assert.Empty(forbidden);
    }

    [Fact]
    public void ServerFolders_AreAllInTheRules()
    {
        var folders = Assemblies.TypesOf(Assemblies.Server).Select(FolderOf).OfType<string>().Distinct();
        Assert.Empty(folders.Except(Folders.Keys).Except(["Hosting"]));
    }

    [Fact]
    public void Sqlite_IsKnown_OnlyToStorage()
    {
        var outside = Assemblies.TypesOf(Assemblies.Server)
            .Where(t => FolderOf(t) is { } folder && folder != "Storage" && References.Of(t).Any(r => r.Namespace.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal)))
            .Select(t => t.FullName);
        Assert.Empty(outside);
    }

    /// <summary>The first namespace level under the server's own; generated types belong where the type that they serve does.</summary>
    private static string? FolderOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        var match = Folder().Match(type.Namespace);
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"^Breakwater\.Server\.(\w+)")]
    private static partial Regex Folder();
}
