using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Devices.Commands;

internal static class CommandStates
{
    /// <summary>Nothing more becomes of it.</summary>
    public static bool IsFinal(this CommandState state) => state >= CommandState.Acknowledged;
}
