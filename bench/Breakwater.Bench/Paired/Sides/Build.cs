namespace Breakwater.Bench.Paired.Sides;

/// <summary>One of the two servers that are compared.</summary>
/// <param name="Name"><c>before</c> or <c>after</c>.</param>
/// <param name="Settings">KEY=VALUE, beyond those that both get.</param>
internal sealed record Build(string Name, string Assembly, IReadOnlyList<string> Settings)
{
    /// <param name="path">A <c>breakwater</c> executable or its <c>breakwater.dll</c>.</param>
    public static Build At(string name, string path, IReadOnlyList<string> settings) =>
        new(name, path.EndsWith(".dll", StringComparison.Ordinal) ? path : path + ".dll", settings);
}
