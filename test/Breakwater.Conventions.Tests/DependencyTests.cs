using System.Text.RegularExpressions;
using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;
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

    /// <summary>What everybody may know, and what everybody stands on: of these the architecture speaks, not they themselves.</summary>
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["Rooms"] = [],
        ["Storage"] = ["Rooms"],
        ["Ledger"] = ["Rooms", "Storage"],
        ["Access"] = ["Rooms", "Ledger", "Storage"],
        ["Http"] = ["Rooms", "Access", "Ledger", "Storage"],
    };

    /// <summary>The floors, and what each capability's rooms say for themselves. Hosting may know all, and nobody may know Hosting.</summary>
    private static readonly Dictionary<string, string[]> Folders = new(
    [
        .. Floors,
        .. Composition.Rooms.GroupBy(FolderOf).Where(g => g.Key != "Hosting" && !Floors.ContainsKey(g.Key))
            .Select(g => KeyValuePair.Create(g.Key, g.SelectMany(r => r.Knows).Append("Rooms").Distinct().ToArray())),
    ]);

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
    public void Rooms_KnowFoldersThatThereAre_AndNotHosting() => Listed.None(
        from room in Composition.Rooms
        from known in room.Knows
        where known == "Hosting" || !Folders.ContainsKey(known) || Floors.ContainsKey(FolderOf(room))
        select $"{room.GetType().Name} says that it knows {known}");

    [Fact]
    public void Sqlite_IsKnown_OnlyToStorage()
    {
        var outside = Assemblies.TypesOf(Assemblies.Server)
            .Where(t => FolderOf(t) is { } folder && folder != "Storage" && References.Of(t).Any(r => r.Namespace.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal)))
            .Select(t => t.FullName);
        Assert.Empty(outside);
    }

    private static string FolderOf(Room room) => Folder().Match(room.GetType().Namespace!).Groups[1].Value;

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
