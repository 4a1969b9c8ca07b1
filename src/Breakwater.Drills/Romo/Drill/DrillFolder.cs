namespace Breakwater.Drills.Romo.Drill;

/// <summary>Where a drill keeps keys and databases: the caller's folder, or one of its own that goes with it.</summary>
internal sealed class DrillFolder : IDisposable
{
    private readonly bool temporary;

    public DrillFolder(string? kept)
    {
        temporary = kept is null;
        Path = kept is null ? Directory.CreateTempSubdirectory("breakwater-drill-").FullName : Directory.CreateDirectory(kept).FullName;
    }

    public string Path { get; }

    public void Dispose()
    {
        if (temporary && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
