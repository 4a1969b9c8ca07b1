namespace Breakwater.Bench.Servers;

/// <summary>A temporary folder that goes with the run. It must lie on a disk: on a RAM disk a commit costs nothing, and then the figures mean nothing.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("breakwater-bench-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
