using Breakwater.Device.Commands;

namespace Breakwater.Drills.Fleet.Links;

/// <summary>What a link tells its robot.</summary>
internal interface IRobotEvents
{
    CommandResult Execute(string command, ReadOnlyMemory<byte> payload);

    void Desire(ReadOnlyMemory<byte> state);

    void Connected();

    /// <param name="expected">The robot itself wanted it, for example to renew its certificate.</param>
    void Disconnected(bool expected);
}
