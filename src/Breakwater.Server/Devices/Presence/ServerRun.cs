namespace Breakwater.Server.Devices.Presence;

/// <summary>Names this run of the server.</summary>
internal sealed record ServerRun(string Id)
{
    public static ServerRun Create() => new(Guid.NewGuid().ToString("N"));
}
