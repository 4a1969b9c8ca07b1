namespace Breakwater.Cli.Drilling;

/// <summary>The demo's data: a temporary folder that goes with it, or one that the user named and keeps.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool temporary;

    private DemoFolder(string path, bool temporary)
    {
        Path = path;
        this.temporary = temporary;
    }

    public string Path { get; }

    public static DemoFolder Make(string? named) => named is not null
        ? new DemoFolder(System.IO.Path.GetFullPath(named), temporary: false)
        : new DemoFolder(Directory.CreateTempSubdirectory("breakwater-demo-").FullName, temporary: true);

    public void Dispose()
    {
        if (temporary)
        {
            Directory.Delete(Path, recursive: true);

            // The copy of the ledger's checkpoint, which lies beside the folder by design.
            File.Delete($"{Path}.checkpoint");
        }
    }
}
