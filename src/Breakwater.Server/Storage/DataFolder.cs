namespace Breakwater.Server.Storage;

/// <summary>Names everything that rests on disk. The folder is 0700, keys in it 0600; see docs/design/architecture.md, Storage.</summary>
public sealed record DataFolder(string Path)
{
    /// <summary>Where nobody says where.</summary>
    public DataFolder()
        : this("breakwater-data")
    {
    }

    public string Database => System.IO.Path.Combine(Path, "breakwater.db");

    public string TelemetryDatabase => System.IO.Path.Combine(Path, "telemetry.db");

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Certificates => System.IO.Path.Combine(Path, "certificates");

    public string CaBundle => System.IO.Path.Combine(Certificates, "ca.pem");

    public string AdminSocket => System.IO.Path.Combine(Path, "admin.sock");

    public string Lock => System.IO.Path.Combine(Path, "lock");

    /// <summary>Who holds the lock; a file of its own, because the lock keeps readers away too.</summary>
    public string ProcessId => System.IO.Path.Combine(Path, "pid");
}
