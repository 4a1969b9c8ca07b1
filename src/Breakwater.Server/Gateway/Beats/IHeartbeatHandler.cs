namespace Breakwater.Server.Gateway.Beats;

/// <summary>Somebody in the gateway for whom time passes.</summary>
internal interface IHeartbeatHandler
{
    /// <summary>Once a second, one beat after the other. Waits for nothing, for the others wait for it; what takes longer goes on by itself.</summary>
    void OnHeartbeat();
}
