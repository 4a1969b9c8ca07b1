namespace Breakwater.Server.Devices.Presence;

/// <summary>The one live connection that a device may have, and what it asked to receive.</summary>
internal sealed class ConnectionSlot
{
    public string? Id { get; private set; }

    public IDeviceConnection? Connection { get; private set; }

    public bool TakesCommands { get; set; }

    public bool TakesDesired { get; set; }

    public bool Holds(string connectionId) => Id == connectionId;

    /// <summary>Puts the new connection in; returns the one that it replaces.</summary>
    public IDeviceConnection? Replace(string id, IDeviceConnection connection)
    {
        var previous = Connection;
        (Id, Connection) = (id, connection);
        TakesCommands = TakesDesired = false;
        return previous;
    }

    public IDeviceConnection? Clear()
    {
        var previous = Connection;
        (Id, Connection) = (null, null);
        TakesCommands = TakesDesired = false;
        return previous;
    }
}
