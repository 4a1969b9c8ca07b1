using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>Which folder of a project knows which, as the compiled types say by their namespaces.</summary>
internal sealed class FolderGraph
{
    private readonly string project;
    private readonly int levels;
    private readonly Dictionary<string, Dictionary<string, SortedSet<string>>> edges = [];

    /// <param name="project">The namespace of the project.</param>
    /// <param name="levels">How many folders below the project are told apart; what lies deeper counts as where it lies.</param>
    public FolderGraph(AssemblyDefinition assembly, string project, int levels)
    {
        this.project = project;
        this.levels = levels;
        foreach (var type in Assemblies.TypesOf(assembly))
        {
            foreach (var other in References.Of(type).Where(r => r.Scope == assembly.MainModule))
            {
                if (FolderOf(type) is { } from && FolderOf(other) is { } to && from != to)
                {
                    Edge(from, to).Add($"{Outermost(type).Name} -> {Outermost(other).Name}");
                }
            }
        }
    }

    /// <summary>Every step from one folder to another that leads back, with the types that take it.</summary>
    public IEnumerable<string> Circles() =>
        from step in edges
        from target in step.Value
        where Reach(target.Key).Contains(step.Key)
        orderby step.Key, target.Key
        select $"{step.Key} knows {target.Key}, which leads back: {string.Join(", ", target.Value)}";

    private SortedSet<string> Edge(string from, string to)
    {
        if (!edges.TryGetValue(from, out var targets))
        {
            edges[from] = targets = [];
        }

        if (!targets.TryGetValue(to, out var types))
        {
            targets[to] = types = new SortedSet<string>(StringComparer.Ordinal);
        }

        return types;
    }

    private HashSet<string> Reach(string folder)
    {
        var reached = new HashSet<string>();
        var next = new Stack<string>([folder]);
        while (next.TryPop(out var current))
        {
            if (reached.Add(current) && edges.TryGetValue(current, out var targets))
            {
                foreach (var target in targets.Keys)
                {
                    next.Push(target);
                }
            }
        }

        return reached;
    }

    /// <summary>Null for what a generator put into a namespace of its own.</summary>
    private string? FolderOf(TypeReference type)
    {
        var name = Outermost(type).Namespace;
        return name == project || name.StartsWith($"{project}.", StringComparison.Ordinal)
            ? string.Join('.', name[project.Length..].Split('.').Take(levels + 1).Prepend(project).Where(part => part.Length > 0))
            : null;
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);
}
